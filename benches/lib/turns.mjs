// Who is measured when. All that runs on a machine drifts (heat, other processes), and who is first has the coldest caches:
// so every round measures everyone, and each round begins with another one.

/** Calls `measure(item, round)` for each item in each round, one at a time. */
export async function inTurns(rounds, items, measure) {
  for (let round = 0; round < rounds; round += 1) {
    for (let at = 0; at < items.length; at += 1) await measure(items[(at + round) % items.length], round);
  }
}

/** What was measured, by key: a list with one value a round. */
export class Samples {
  #lists = new Map();

  add(key, value) {
    if (!this.#lists.has(key)) this.#lists.set(key, []);
    this.#lists.get(key).push(value);
  }

  get(key) {
    return this.#lists.get(key) ?? [];
  }
}

/** Of factors: what multiplied as often gives the same. */
export const geometricMean = (values) => Math.exp(values.reduce((sum, value) => sum + Math.log(value), 0) / values.length);
