// What a bench measured, as rows that `cargo xtask bench` reads: one JSON object a line on standard output. All else that a
// bench has to say goes to standard error.

/** The middle one; of an even number the mean of the two. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}

/** One row: the median of what the rounds gave, with its least and its most. `values` may be a single number. */
export function row(subject, metric, values, unit) {
  const all = [values].flat();
  if (all.length === 0 || !all.every(Number.isFinite)) throw new Error(`${subject}: ${metric} is ${JSON.stringify(values)}`);
  const [value, min, max] = [median(all), Math.min(...all), Math.max(...all)];
  console.log(JSON.stringify({ subject, metric, value: round(value), min: round(min), max: round(max), unit }));
}

/** Five digits tell more than any of our clocks. */
const round = (value) => Number(value.toPrecision(5));
