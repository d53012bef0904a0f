// Things that are done some at a time.

/** Calls `work(item, index)` for every item, at most `most` at a time; resolves with the results, in their order. */
export async function someAtATime(most, items, work) {
  const results = [];
  const left = items.entries();
  const worker = async () => {
    for (const [index, item] of left) results[index] = await work(item, index);
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}
