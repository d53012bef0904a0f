// The WebAssembly core, compiled at first use: importing the package runs nothing and touches no global.

import { initSync, Client, conversationUrl } from "#glue";
import { wasm } from "#wasm";
import { decode } from "./decode.js";

let ready = false;

function core(): void {
  if (ready) return;
  try {
    initSync({ module: decode(wasm) });
  } catch (error) {
    throw new Error(
      "everwire: WebAssembly could not be compiled. Under a Content-Security-Policy, script-src needs 'wasm-unsafe-eval'.",
      { cause: error },
    );
  }
  ready = true;
}

export function newClient(webSocketClass: unknown, seed: number): Client {
  core();
  return new Client(webSocketClass, seed);
}

export function url(kind: number, id: string, url: string | undefined, protocol: string, host: string): string | undefined {
  core();
  return conversationUrl(kind, id, url, protocol, host);
}
