// A WebSocket without a network: open when it is told, says what it is told, and counts what is sent. It calls its
// listeners directly, so that it costs next to nothing itself.

export class FakeSocket {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  /** The one that was made last. */
  static last;
  static #made;

  /** Calls once, with the next one that is made: subjects make theirs when they see fit. */
  static whenMade(made) {
    if (FakeSocket.last) queueMicrotask(() => made(FakeSocket.last));
    else FakeSocket.#made = made;
  }

  CONNECTING = 0;
  OPEN = 1;
  CLOSING = 2;
  CLOSED = 3;
  protocol = "";
  extensions = "";
  bufferedAmount = 0;
  binaryType = "blob";
  readyState = 0;
  sent = 0;
  /** Of the last message that had one. */
  number = 0;
  #listeners = { open: [], message: [], error: [], close: [] };

  constructor(url) {
    this.url = url;
    FakeSocket.last = this;
    // Its listeners come after the constructor.
    if (FakeSocket.#made) queueMicrotask(() => FakeSocket.#made(this));
  }

  addEventListener(type, listener) {
    this.#listeners[type].push(listener);
  }

  removeEventListener(type, listener) {
    this.#listeners[type] = this.#listeners[type].filter((other) => other !== listener);
  }

  open() {
    this.readyState = 1;
    this.emit("open", new Event("open"));
  }

  emit(type, event) {
    this["on" + type]?.(event);
    const listeners = this.#listeners[type];
    for (let i = 0; i < listeners.length; i += 1) listeners[i](event);
  }

  send() {
    this.sent += 1;
  }

  close() {
    this.readyState = 3;
  }
}
