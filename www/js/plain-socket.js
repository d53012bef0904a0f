// The left lane: a plain WebSocket with the retry that people write. It has nothing of the page's in it, so that it can
// be read as what it is: it connects again a second after a close, and sends where the socket is open.

const RETRY_MS = 1000;

export class PlainSocket {
  #url;
  #on;
  #socket = null;
  #timer = 0;

  /** `on`: {connecting, open, message(data), waiting(code, untilMs)} are called as it goes. */
  constructor(url, on) {
    this.#url = url;
    this.#on = on;
    this.#connect();
  }

  #connect() {
    this.#on.connecting();
    const socket = new WebSocket(this.#url);
    this.#socket = socket;
    socket.onopen = () => this.#on.open();
    socket.onmessage = (event) => this.#on.message(event.data);
    socket.onclose = (event) => {
      this.#timer = setTimeout(() => this.#connect(), RETRY_MS);
      this.#on.waiting(event.code, Date.now() + RETRY_MS);
    };
  }

  /** Whether there was an open socket to send on. */
  send(text) {
    if (this.#socket.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(text);
    return true;
  }

  close() {
    clearTimeout(this.#timer);
    this.#socket.onopen = this.#socket.onmessage = this.#socket.onclose = null;
    this.#socket.close();
  }
}
