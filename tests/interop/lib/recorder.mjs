// A proxy before a WebSocket server that writes down every frame as it passes, and that cuts connections.

import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import { onExit } from "../../package/lib/cleanup.mjs";

/** Starts one before `target`, an http URL; later connections may be led elsewhere. */
export async function startRecorder(target) {
  const http = createServer();
  const wss = new WebSocketServer({ noServer: true });
  const links = [];
  http.on("upgrade", (request, socket, head) => {
    const headers = Object.fromEntries(["cookie", "authorization", "origin"].flatMap((name) => (request.headers[name] ? [[name, request.headers[name]]] : [])));
    const upstream = new WebSocket(recorder.target.replace("http", "ws") + request.url, { headers, perMessageDeflate: false });
    upstream.on("error", () => socket.destroy());
    upstream.once("open", () => wss.handleUpgrade(request, socket, head, (client) => links.push(new Link(request.url, client, upstream))));
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    for (const link of links) link.cut();
    http.close();
  };
  onExit(stop);
  const recorder = {
    target,
    url: `http://127.0.0.1:${http.address().port}`,
    /** Every connection so far, oldest first. */
    links,
    /** Ends every connection as a network does: without a word. */
    cut: () => links.forEach((link) => link.cut()),
    stop,
  };
  return recorder;
}

class Link {
  /** Frames in the order in which they passed: text, or the hexadecimal digits of bytes. */
  fromServer = [];
  fromClient = [];

  constructor(url, client, upstream) {
    this.url = url;
    this.ends = [client, upstream];
    pass(client, upstream, this.fromClient);
    pass(upstream, client, this.fromServer);
  }

  cut() {
    for (const end of this.ends) end.terminate();
  }
}

function pass(from, to, record) {
  from.on("message", (data, isBinary) => {
    record.push(isBinary ? `bytes ${data.toString("hex")}` : data.toString());
    if (to.readyState === WebSocket.OPEN) to.send(data, { binary: isBinary });
  });
  from.on("close", (code) => {
    record.push(`close ${code}`);
    to.close();
  });
  from.on("error", () => {});
}
