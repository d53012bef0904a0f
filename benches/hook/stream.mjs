// A WebSocket without a network: the messages of a URL `stream:COUNT` come one at a time, each in a task of its own, as they do
// where a server says something now and then; only that nobody waits in between. The events are those of the browser.

export class Stream extends EventTarget {
  static CONNECTING = 0;
  static OPEN = 1;
  static CLOSING = 2;
  static CLOSED = 3;
  readyState = Stream.CONNECTING;
  bufferedAmount = 0;
  binaryType = "blob";
  protocol = "";
  extensions = "";
  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  #tasks = new MessageChannel();

  constructor(url) {
    super();
    this.url = url;
    const count = Number(new URL(url).searchParams.get("stream"));
    let n = 0;
    this.#tasks.port1.onmessage = () => {
      if (n === 0) this.#open();
      else this.#tell(new MessageEvent("message", { data: `{"seq":${n},"kind":"MessageEvent","text":"What number ${n} says"}` }));
      n += 1;
      // Only now, so that whatever the listeners have put off until later comes before the next.
      if (n <= count && this.readyState === Stream.OPEN) this.#tasks.port2.postMessage(null);
    };
    this.#tasks.port2.postMessage(null);
  }

  #open() {
    if (this.readyState !== Stream.CONNECTING) return;
    this.readyState = Stream.OPEN;
    this.#tell(new Event("open"));
  }

  #tell(event) {
    this[`on${event.type}`]?.(event);
    this.dispatchEvent(event);
  }

  send() {}

  close(code = 1000) {
    if (this.readyState >= Stream.CLOSING) return;
    this.readyState = Stream.CLOSED;
    this.#tasks.port1.close();
    queueMicrotask(() => this.#tell(new CloseEvent("close", { code, wasClean: true })));
  }
}
