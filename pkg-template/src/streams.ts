// The client as WHATWG streams and as an async iterator.

import type { ReconnectingWebSocket } from "./reconnecting-websocket.js";
import type { Message, State } from "./types.js";

/** What comes in from now on. A socket cannot be paused: what is not read yet waits in memory. */
export function readable<T>(socket: ReconnectingWebSocket<T>): ReadableStream<T> {
  const stop = new AbortController();
  return new ReadableStream({
    start(controller) {
      socket.addEventListener("message", ({ data }) => controller.enqueue(data), stop);
      // Also after a failure: an error would drop what is not read yet.
      atEnd(socket, stop, () => controller.close());
    },
    cancel: () => stop.abort(),
  });
}

/** What goes out: each chunk is done when a socket has it, and `put` says when that is. */
export function writable(
  socket: ReconnectingWebSocket,
  put: (message: Message) => Promise<void>,
): WritableStream<Message> {
  const stop = new AbortController();
  const close = (): void => socket.close();
  return new WritableStream({
    start(controller) {
      // Not the sink's own `abort`, which waits for the chunk that waits.
      controller.signal.onabort = close;
      atEnd(socket, stop, (error) => controller.error(error ?? "closed"));
    },
    // What waits for a socket when there will be none any more waits no longer.
    write: (message) =>
      Promise.race([put(message), new Promise<void>((_, reject) => (stop.signal.onabort = () => reject("closed")))]),
    close,
  });
}

/** Once and for all, also where that is so already. */
function atEnd(socket: ReconnectingWebSocket, stop: AbortController, ended: (error: Error | null) => void): void {
  const look = ({ state: { phase, error } }: { readonly state: State }): void => {
    if (phase === "closed") {
      stop.abort();
      ended(error);
    }
  };
  socket.addEventListener("statechange", look, stop);
  look(socket);
}

/** All that a reader gives; who leaves early stops it. */
export function iterate<T>(reader: ReadableStreamDefaultReader<T>): AsyncIterableIterator<T, undefined> {
  return {
    next: () => reader.read() as Promise<IteratorResult<T, undefined>>,
    return: async () => ({ value: await reader.cancel(), done: true }) as IteratorResult<T, undefined>,
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
