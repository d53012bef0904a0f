// The module of `everwire`: in the code, compiled at first use.

import { decode } from "../decode.js";

/** The module's bytes, as `embed.mjs` encodes them: the build appends it. */
declare const $wasm: string;

export function instance(): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(decode($wasm)));
  } catch (cause) {
    throw new Error("everwire: no WebAssembly: a CSP needs 'wasm-unsafe-eval'", { cause });
  }
}
