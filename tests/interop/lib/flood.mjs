// Very many numbered events over a link that is killed each second, and the verdict on what came.

import { setTimeout as pause } from "node:timers/promises";

export const COUNT = 10_000;
/** How long the server takes for them, where it can. */
export const SECONDS = 10;
/** Fewer kills than this would say nothing. */
const FEWEST = 3;

/** Calls `kill` with the number of kills before it, each second until `flooding` has settled; gives how many there were. */
export async function killUntil(flooding, kill) {
  let kills = 0;
  const over = flooding.then(() => true);
  while (!(await Promise.race([over, pause(1000)]))) {
    await kill(kills);
    kills += 1;
  }
  if (kills < FEWEST) throw new Error(`only ${kills} kills: the flood was too short`);
  return kills;
}

export const CLEAN = { lost: 0, doubled: 0, disordered: 0 };

/** What is wrong with `numbers`, which should be all from `first` to `last`, in that order. */
export function judge(numbers, first, last) {
  const distinct = [...new Set(numbers)];
  return {
    lost: last - first + 1 - distinct.length,
    doubled: numbers.length - distinct.length,
    disordered: distinct.filter((n, place) => place > 0 && n < distinct[place - 1]).length,
  };
}
