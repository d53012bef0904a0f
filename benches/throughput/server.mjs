// The other end, in a process of its own; it must not be what limits anyone. So it is no WebSocket library: of those that
// we have none sends or takes small messages faster than the browser does (`ws` writes each frame by itself, and unmasks
// each byte in JavaScript). What it sends is made once and written by the 256 KiB, and of what comes in only the
// frames' heads are read.
//
// A Socket.IO client is greeted by the real server; then its connection is taken over in the same way.
//
// What is wanted is in the query: `direction=in` floods when anything comes, `direction=out` answers each batch.

import { createHash } from "node:crypto";
import { createServer } from "node:http";
import { Server } from "socket.io";
import { frame, frameCounter } from "./frames.mjs";

const http = createServer((_, response) => response.writeHead(404).end());
const io = new Server(http, { serveClient: false, transports: ["websocket"], destroyUpgrade: false });

http.on("upgrade", (request, socket) => {
  const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
  if (pathname !== "/") return;
  const accept = createHash("sha1").update(`${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`);
  socket.write(
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
      `Sec-WebSocket-Accept: ${accept.digest("base64")}\r\n\r\n`,
  );
  const { size, binary, ...wanted } = read(Object.fromEntries(searchParams));
  run(socket, { ...wanted, message: frame("x".repeat(size), binary), frames: 1, answer: frame("ok") });
});

io.on("connection", (client) => {
  const { size, binary, ...wanted } = read(client.handshake.query);
  const socket = client.conn.transport.socket._socket;
  const message = binary
    ? [frame('451-["message",{"_placeholder":true,"num":0}]'), frame("x".repeat(size), true)]
    : [frame(`42["message","${"x".repeat(size)}"]`)];
  socket.removeAllListeners("data");
  // Its `go` is always text.
  run(socket, { ...wanted, message: Buffer.concat(message), frames: message.length, answer: frame('42["message","ok"]') });
});

const read = ({ direction, size, count, batch, binary }) => ({
  direction,
  size: Number(size),
  count: Number(count),
  batch: Number(batch),
  binary: binary === "1",
});

/** `message`: what one is on the wire, of so many `frames`. */
function run(socket, { direction, message, frames, count, batch, answer }) {
  socket.setNoDelay(true);
  socket.on("error", () => {});
  let came = 0;
  let flooded = false;
  const ended = () => void socket.end(frame("", false, 8));
  const counted = (more) => {
    if (direction === "in") {
      if (!flooded) void flood(socket, message, count);
      flooded = true;
      return;
    }
    const before = Math.floor(came / frames / batch);
    came += more;
    for (let n = Math.floor(came / frames / batch) - before; n > 0; n -= 1) socket.write(answer);
  };
  socket.on("data", frameCounter(counted, ended));
}

async function flood(socket, message, count) {
  const at_once = Math.min(count, Math.ceil(262_144 / message.length));
  const chunk = Buffer.concat(Array(at_once).fill(message));
  for (let left = count; left > 0; left -= at_once) {
    const more = socket.write(left < at_once ? chunk.subarray(0, left * message.length) : chunk);
    if (!more) await new Promise((drained) => socket.once("drain", drained).once("close", drained));
    if (socket.destroyed) return;
  }
}

// It ends with whoever started it.
process.stdin.on("close", () => process.exit()).resume();
http.listen(0, "127.0.0.1", () => console.log(JSON.stringify({ port: http.address().port })));
