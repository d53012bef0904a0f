// A server that says what a test wants it to say: WebSocket connections to play, and HTTP requests to answer.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";
import { until } from "../behaviour/wait.mjs";

export async function stage() {
  const connections = [];
  const requests = [];
  /** What is answered: `{status, body}`, or a promise of it. */
  let answer = () => ({ status: 404, body: { detail: "Not Found" } });

  const http = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, "http://127.0.0.1");
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, headers } = request;
    const asked = { method, path: pathname, query: Object.fromEntries(searchParams), headers, body: String(Buffer.concat(chunks)) };
    requests.push(asked);
    const { status = 200, body } = (await answer(asked)) ?? {};
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket, { url }) => {
    const { pathname, searchParams } = new URL(url, "http://127.0.0.1");
    const frames = [];
    socket.on("message", (data) => frames.push(String(data)));
    socket.on("error", () => {});
    connections.push({
      path: pathname,
      query: Object.fromEntries(searchParams),
      frames,
      /** Text as it is, all else as JSON. */
      say: (...all) => all.forEach((one) => socket.send(typeof one === "string" ? one : JSON.stringify(one))),
      close: (code, reason) => socket.close(code, reason),
      cut: () => socket.terminate(),
      heard: (what, condition) => until(() => `${what}; so far ${frames}`, () => frames.find(condition)),
    });
  });
  await new Promise((done) => http.listen(0, "127.0.0.1", done));
  const { port } = http.address();
  return {
    host: `127.0.0.1:${port}`,
    url: `http://127.0.0.1:${port}`,
    requests,
    connections,
    answers: (how) => void (answer = how),
    /** The connection of that number, once there is one. */
    connection: async (number) => {
      await until(() => `connection ${number}`, () => connections.length >= number);
      return connections[number - 1];
    },
    stop: () => {
      for (const socket of sockets.clients) socket.terminate();
      http.closeAllConnections();
      http.close();
    },
  };
}
