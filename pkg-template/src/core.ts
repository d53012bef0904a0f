// The WebAssembly core, compiled at first use: importing the package runs nothing and touches no global.

import * as glue from "#glue";
import { wasm } from "#wasm";
import { decode } from "./decode.js";

let ready = false;

export function core(): typeof glue {
  if (!ready) {
    try {
      glue.initSync({ module: decode(wasm) });
    } catch (cause) {
      throw new Error(
        "everwire: WebAssembly did not compile. A Content-Security-Policy needs script-src 'wasm-unsafe-eval'.",
        { cause },
      );
    }
    ready = true;
  }
  return glue;
}
