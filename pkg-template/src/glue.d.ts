// What wasm-bindgen makes of `src/js`.

declare module "#glue" {
  /** What the client calls. */
  export interface Shell {
    resolve(id: number): void;
    opened(): void;
    message(event: MessageEvent): void;
    failed(cause: string, detail: unknown): void;
    closed(code: number, reason: string, wasClean: boolean): void;
    changed(): void;
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
    constructor(webSocketClass: unknown, seed: number);
    set(name: string, number: number, text: string): string | undefined;
    connect(shell: Shell): void;
    reconnect(shell: Shell, code: number, reason: string): number;
    close(shell: Shell, code: number, reason: string): number;
    /** With a negative size: 3 where the message has to be a copy. */
    send(message: unknown, size: number): number;
    resolved(id: number, url: string, protocols: string[], query: string): void;
    resolveFailed(id: number, error: unknown): void;
    refresh(shell: Shell): void;
    readyState(): number;
    socket(): WebSocket | undefined;
  }

  export function conversationUrl(
    kind: number,
    id: string,
    url: string | undefined,
    protocol: string,
    host: string,
  ): string | undefined;

  export function initSync(from: { module: Uint8Array<ArrayBuffer> }): void;
}

declare module "#wasm" {
  export const wasm: string;
}
