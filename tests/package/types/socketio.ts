// A user's client of a Socket.IO server, with the types that it relies on spelled out. It compiles with socket.io-client's
// types as well: see `types.mjs`.

import connect, { io, Manager, Socket, protocol } from "everwire/socketio";

/** Compiles only where `A` and `B` are the same type. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

interface ServerToClient {
  news: (id: number, text: string) => void;
  question: (text: string, done: (answer: string) => void) => void;
}
interface ClientToServer {
  say: (text: string) => void;
  echo: (text: string, done: (answer: string) => void) => void;
}

// Without types of its own anything goes.
const any = io();
any.emit("whatever", 1, { a: new Uint8Array() }, () => {});
any.on("whatever", (...args) => void args);
const other: Socket = connect("https://example.org/chat");
other.on("connect", () => {});

const socket: Socket<ServerToClient, ClientToServer> = io("https://example.org", {
  path: "/socket.io",
  query: { room: "a" },
  auth: { token: "x" },
  transports: ["websocket"],
  reconnectionAttempts: 5,
  ackTimeout: 1000,
});
io("https://example.org", { auth: (done) => done({ token: "x" }) });

socket.on("connect", () => same<typeof socket.id, string | undefined>(true));
socket.on("connect_error", (error) => void error.message);
socket.on("disconnect", (reason) => void reason.length);
socket.on("news", (id, text) => {
  same<typeof id, number>(true);
  same<typeof text, string>(true);
});
socket.on("question", (text, done) => done(text));
socket.once("news", () => {}).off("news").off();
socket.onAny((event: string, ...args: unknown[]) => void [event, args]).offAny();

socket.emit("say", "hello").emit("echo", "hello", (answer) => same<typeof answer, string>(true));
socket.volatile.emit("say", "hello");
socket.timeout(1000).emitWithAck("echo", "hello").then((answer) => void answer);
const answer: Promise<string> = socket.emitWithAck("echo", "hello");
socket.connect().disconnect();
same<typeof socket.connected, boolean>(true);
void [answer, protocol, socket.recovered, socket.active];

// @ts-expect-error: the client has no such event to emit
socket.emit("news", 1, "x");
// @ts-expect-error: text, not a number
socket.emit("say", 1);
// @ts-expect-error: one argument is missing
socket.emitWithAck("echo");

const manager = new Manager("https://example.org", { reconnectionDelay: 100 });
manager.socket("/chat").on("connect", () => {});
manager.on("reconnect_attempt", (attempt) => same<typeof attempt, number>(true));
