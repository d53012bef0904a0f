// Code that is typed by reconnecting-websocket 4.4. It is compiled twice: against that package, and with the import changed.

import ReconnectingWebSocket, {
  type CloseEvent,
  type ErrorEvent,
  type Event,
  type ListenersMap,
  type Message,
  type Options,
  type UrlProvider,
} from "reconnecting-websocket";

const urls = ["wss://one.example.org", "wss://two.example.org"];
let next = 0;
const provider: UrlProvider = () => urls[next++ % urls.length] ?? "";
const later: UrlProvider = async () => "wss://example.org/socket";
const options: Options = {
  WebSocket,
  maxReconnectionDelay: 10_000,
  minReconnectionDelay: 1000,
  reconnectionDelayGrowFactor: 1.3,
  minUptime: 5000,
  connectionTimeout: 4000,
  maxRetries: Infinity,
  maxEnqueuedMessages: Infinity,
  startClosed: false,
  debug: false,
};

async function resolved(url: UrlProvider): Promise<string> {
  return typeof url === "string" ? url : url();
}

class Connection {
  private socket: ReconnectingWebSocket;
  private waiting: Message[] = [];

  constructor(url: UrlProvider, protocols?: string | string[], options: Options = {}) {
    this.socket = new ReconnectingWebSocket(url, protocols, options);
    this.socket.binaryType = "arraybuffer";
    this.socket.onopen = this.opened;
    this.socket.onmessage = (event: MessageEvent) => this.heard(event.data);
    this.socket.onclose = (event: CloseEvent) => console.log(event.code, event.reason, event.wasClean, event.type);
    this.socket.onerror = (event: ErrorEvent) => console.log(event.message, event.error.stack);
    this.socket.addEventListener("close", this.closed);
    this.socket.addEventListener("message", ({ data }) => this.heard(data));
    this.socket.addEventListener("error", ({ message, error }) => console.log(message, error.name));
    this.socket.removeEventListener("close", this.closed);
  }

  private opened = (event: Event): void => console.log(event.type);
  private closed = ({ code }: CloseEvent): void => console.log(code);
  private heard(data: unknown): void {
    console.log(data, this.waiting);
  }

  send(message: Message): void {
    this.socket.send(message);
    if (this.socket.readyState !== ReconnectingWebSocket.OPEN) this.waiting.push(message);
  }

  get info(): string {
    const { bufferedAmount, extensions, protocol, readyState, retryCount, url, binaryType } = this.socket;
    return [bufferedAmount + retryCount + readyState, extensions, protocol, url, binaryType].join();
  }

  stop(code?: number, reason?: string): void {
    if (this.socket.readyState !== this.socket.CLOSED) this.socket.close(code, reason);
    this.socket.onopen = null;
  }

  again(): void {
    this.socket.reconnect(4000, "again");
    this.socket.reconnect();
  }
}

const listeners: ListenersMap = { open: [], message: [(event) => event.data], error: [], close: [({ code }) => void code] };
const connection = new Connection(provider, ["chat"], options);
connection.send(new Uint8Array(1));
connection.send(new Blob([]));
connection.stop();
new Connection(later, "chat", { ...options, startClosed: true }).again();
void resolved(later).then((url) => new ReconnectingWebSocket(url, undefined, { WebSocket: class {} as any, maxRetries: 3 }));
console.log(listeners, connection.info);
