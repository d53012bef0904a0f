// The module of `everwire/slim`: what the user gives.

import type { WasmSource } from "../types.js";

let ready: WebAssembly.Instance | undefined;

/**
 * Takes the module of `everwire/wasm`; to be awaited before the first socket is made. Further calls change nothing.
 *
 * @throws Error where the server has none, CompileError where it is none.
 */
export async function init(source: WasmSource | Promise<WasmSource>): Promise<void> {
  let code: unknown = await source;
  if (typeof code === "string" || code instanceof URL) code = await fetch(code);
  const { ok, status, url } = code as Response;
  if (ok === false) throw new Error(`everwire: ${status}: ${url}`);
  // A Blob has bytes, too.
  if ((code as Response).arrayBuffer) code = await (code as Response).arrayBuffer();
  // Gives an instance for a module, and one with its module for bytes.
  const made = (await WebAssembly.instantiate(code as WebAssembly.Module)) as WebAssembly.Instance & { instance?: WebAssembly.Instance };
  ready ??= made.instance ?? made;
}

export function instance(): WebAssembly.Instance {
  if (!ready) throw new Error("everwire: await init() first");
  return ready;
}
