// The module of `everwire`: in the code, compiled at first use.

import { wasm } from "#wasm";
import { decode } from "../decode.js";

export function instance(): WebAssembly.Instance {
  try {
    return new WebAssembly.Instance(new WebAssembly.Module(decode(wasm)));
  } catch (cause) {
    throw new Error("everwire: no WebAssembly: a CSP needs 'wasm-unsafe-eval'", { cause });
  }
}
