// WebSocket classes that misbehave as real ones do, and one that does what the test tells it.

import { watch } from "./watch.mjs";

export const URL_OF_NOBODY = "ws://127.0.0.1:9/";

/** A socket without a network. `FakeSocket.made` lists those of one test's class; see `fakeClass`. */
class FakeSocket extends EventTarget {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  readyState = 0;
  protocol = "";
  extensions = "";
  binaryType = "blob";
  bufferedAmount = 0;
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  sent = [];
  closedWith = null;

  constructor(url, protocols) {
    super();
    this.url = url;
    this.protocols = protocols;
  }

  send(data) {
    this.sent.push(data);
  }

  close(...frame) {
    this.closedWith ??= frame;
    if (this.readyState < 2) this.readyState = 2;
  }

  /** Fires an event as the engine would: handler and listeners. */
  fire(type, detail = {}) {
    const event = Object.assign(new Event(type), detail);
    this[`on${type}`]?.call(this, event);
    this.dispatchEvent(event);
  }

  open() {
    this.readyState = 1;
    this.fire("open");
  }

  receive(data) {
    const event = new MessageEvent("message", { data });
    this.onmessage?.(event);
    this.dispatchEvent(event);
  }

  end(code, reason = "", wasClean = false) {
    this.readyState = 3;
    this.fire("close", { code, reason, wasClean });
  }
}

/** A class of its own for one test, with the list of the sockets that it made. */
export function fakeClass() {
  return class extends FakeSocket {
    static made = [];

    constructor(url, protocols) {
      super(url, protocols);
      this.constructor.made.push(this);
    }
  };
}

/** A client on a fake class, and the `n`th socket once it was made. */
export function onFake({ client, until }, options, Fake = fakeClass(), url = URL_OF_NOBODY) {
  const socket = client(url, null, { WebSocket: Fake, ...options });
  const seen = watch(socket);
  const made = (n) => until(`socket ${n} to be made`, () => Fake.made[n - 1]);
  /** The same, open. */
  const open = async (n) => {
    const one = await made(n);
    one.open();
    await seen.nth("open", n);
    return one;
  };
  return { Fake, socket, seen, made, open };
}
