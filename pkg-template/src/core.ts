// The WebAssembly core, compiled at first use: importing the package runs nothing and touches no global.

import { Client, conversationUrl, initSync } from "#glue";
import { wasm } from "#wasm";
import { decode } from "./decode.js";

let ready = false;

function compiled(): void {
  if (ready) return;
  try {
    initSync({ module: decode(wasm) });
  } catch (cause) {
    throw new Error(
      "everwire: no WebAssembly; a CSP needs script-src 'wasm-unsafe-eval'",
      { cause },
    );
  }
  ready = true;
}

export function newClient(...args: ConstructorParameters<typeof Client>): Client {
  compiled();
  return new Client(...args);
}

export function url(...args: Parameters<typeof conversationUrl>): string | undefined {
  compiled();
  return conversationUrl(...args);
}
