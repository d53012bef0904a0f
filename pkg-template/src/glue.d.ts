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
    set(name: string, number: number, text: string): string | undefined;
    connect(): void;
    end(reconnect: boolean, code: number, reason: string): number;
    /** With a negative size: 3 where the message has to be a copy. */
    send(message: unknown, size: number): number;
    resolved(id: number, url: string, protocols: string[], query: string): void;
    resolveFailed(id: number, error: unknown): void;
    deliver(): void;
    /** Calls `snapshot` where there is a new one; the `readyState`. */
    refresh(): 0 | 1 | 2 | 3;
    socket(): WebSocket | undefined;
  }

  /** An empty host: no target. An empty answer: none. */
  export function conversationUrl(
    kind: number,
    id: string,
    secure: boolean,
    host: string,
    path: string,
    pageSecure: boolean,
    pageHost: string,
  ): string;

  export function initSync(from: { module: Uint8Array<ArrayBuffer> }): void;
}

declare module "#wasm" {
  export const wasm: string;
}
