// The module of `everwire` in Workers, which compile no bytes: a file that the runtime has compiled.

import module from "#wasm-file";

export function instance(): WebAssembly.Instance {
  return new WebAssembly.Instance(module);
}
