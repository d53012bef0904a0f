// Code that is typed by partysocket 1.3. It is compiled twice: against that package, and with the import changed.

import PartySocket, { WebSocket as Socket, type PartyFetchOptions, type PartySocketOptions } from "partysocket";
import type {
  CloseEvent,
  ErrorEvent,
  Message,
  Options,
  ProtocolsProvider,
  UrlProvider,
  WebSocketEventMap,
} from "partysocket/ws";

const url: UrlProvider = async () => "wss://example.org/socket";
const protocols: ProtocolsProvider = () => ["one", "two"];
const options: Options = {
  WebSocket,
  maxReconnectionDelay: 10_000,
  minReconnectionDelay: 1000,
  reconnectionDelayGrowFactor: 1.3,
  minUptime: 5000,
  connectionTimeout: 4000,
  maxRetries: 3,
  maxEnqueuedMessages: 10,
  startClosed: true,
  shouldReconnectOnClose: (event: CloseEvent) => event.code !== 4000 && event.reason !== "" && event.wasClean,
  debug: true,
  debugLogger: (...args: unknown[]) => console.log(...args),
};

const socket = new Socket(url, protocols, options);
const transmitted: boolean = socket.send("text");
const wanted: boolean = socket.shouldReconnect && transmitted;
socket.onopen = (event) => console.log(event.type, wanted);
socket.onmessage = (event) => console.log(event.data);
socket.onclose = (event: CloseEvent) => console.log(event.code, event.reason, event.wasClean);
socket.onerror = (event: ErrorEvent) => console.log(event.message, event.error);
socket.addEventListener("message", (event) => console.log(event.data), { once: true });
socket.addEventListener("close", ({ code }) => void code);
const names: (keyof WebSocketEventMap)[] = ["open", "message", "error", "close"];
const message: Message = new ArrayBuffer(1);
socket.send(message);
new Socket("wss://example.org");
new Socket("wss://example.org", null, { WebSocket: class {} as any });

const roomOptions: PartySocketOptions = {
  ...options,
  id: "id",
  host: "example.org",
  room: "room",
  party: "main",
  prefix: "parties",
  protocol: "wss",
  protocols,
  path: "path",
  query: async () => ({ token: "token", none: null, not: undefined }),
  disableNameValidation: true,
};
const room = new PartySocket(roomOptions);
room.updateProperties({ host: "another.example.org", room: "another" });
room.updateProperties({ basePath: "base", query: () => ({}) });
room.reconnect();
const shown: string[] = [room.id, room._pk, room._pkurl, room.roomUrl, room.name, room.host, room.path, room.room ?? ""];
const base: string = room.basePath ?? room.partySocketOptions.host + names.join() + shown.join();
const open: boolean = room.readyState === PartySocket.OPEN && room.send(base);
const fetching: PartyFetchOptions = { host: "example.org", room: "room", protocol: "https", fetch, query: { a: "1" } };
void PartySocket.fetch(fetching, { method: "POST" }).then((response: Response) => response.json(), () => open);

class Agent extends PartySocket {
  constructor(host: string) {
    super({ host, room: "agent", prefix: "agents" });
    this.addEventListener("message", (event) => console.log(event.data));
  }
}
new Agent("example.org").close(1000, "done");
