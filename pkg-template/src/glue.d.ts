// What wasm-bindgen makes of `src/js`.

declare module "#glue" {
  /** What the client calls. None of it may throw. */
  export interface Shell {
    /** `what` is a `Tell` of `src/js/client.rs`. */
    tell(what: number, number: number, text: string, value: unknown): void;
    snapshot(
      phase: string,
      cause: string,
      attempt: number,
      retrying: boolean,
      due: number,
      messages: number,
      bytes: number,
    ): void;
  }

  export class Client {
    constructor(shell: Shell, webSocketClass: unknown, seed: number);
    /** `what` is a `Call` of `shell.ts`. */
    call(what: number, number: number, text: string, value?: unknown): number;
    socket(): WebSocket | undefined;
  }

  /** Six lines: the page's protocol and host, an id, a target's protocol, host and path. */
  export function conversationUrl(kind: number, parts: string): string | undefined;

  export function initSync(from: { module: Uint8Array<ArrayBuffer> }): void;
}

declare module "#wasm" {
  export const wasm: string;
}
