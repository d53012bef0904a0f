// A Socket.IO server that says what the mock server's ledger says: COUNT numbered messages at RATE a second from the first
// connection on, and takes the client's, of each id the first one, as Socket.IO's guide "Handling disconnections" has it.
//
//   node socketio-server.mjs COUNT RATE [PORT]       prints its port, and for each line that it reads what came

import { createServer } from "node:http";
import { Server } from "socket.io";

const [COUNT, RATE, PORT = 0] = process.argv.slice(2).map(Number);
const BEAT = 10;

const http = createServer();
const io = new Server(http, { connectionStateRecovery: {} });
const ids = new Set();
const report = { missing: 0, doubled: 0, out_of_order: 0 };
let highest = 0;
let began;

io.on("connection", (socket) => {
  socket.on("message", (id, n, acknowledge) => {
    if (!ids.has(id)) {
      ids.add(id);
      if (n < highest) report.out_of_order += 1;
      highest = Math.max(highest, n);
    }
    acknowledge();
  });
  if (began !== undefined) return;
  began = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    const due = Math.min(COUNT, ((performance.now() - began) * RATE) / 1000);
    while (said < due) io.emit("seq", (said += 1));
    if (said === COUNT) clearInterval(timer);
  }, BEAT);
});

http.listen(PORT, "127.0.0.1", () => console.log(JSON.stringify({ port: http.address().port })));
process.stdin.on("data", () => console.log(JSON.stringify({ ...report, missing: COUNT - ids.size })));
