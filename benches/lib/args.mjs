// The command line of every bench:
//
//   node benches/NAME.mjs --tarball F --server-bin F --proxy-bin F --chromium F --firefox F --node24 F [--rounds N] [--smoke 1]
//
// `--rounds`: how often each subject is measured, in turn with the others. `--smoke`: as little as shows that the bench runs.

import { values } from "../../tests/package/lib/args.mjs";

export function args(rounds) {
  const given = values({
    needed: ["tarball", "server-bin", "proxy-bin", "chromium", "firefox", "node24"],
    words: ["rounds", "smoke"],
  });
  const smoke = given.smoke !== undefined;
  return { ...given, smoke, rounds: Number(given.rounds ?? (smoke ? 1 : rounds)) };
}
