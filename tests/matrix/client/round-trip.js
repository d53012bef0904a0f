// The program that every cell runs: it connects, exchanges a message, has the server kill the connection, comes back by
// itself and exchanges another. It gives what happened, in order.

export async function roundTrip(ReconnectingWebSocket, { server, cell, ...options }) {
  const path = `/echo?greet=${cell}`;
  const url = server.replace("http", "ws") + path;
  const ws = new ReconnectingWebSocket(url, [], { minReconnectionDelay: 10, ...options });

  const happened = [];
  let look = () => {};
  const note = (what) => {
    happened.push(what);
    look();
  };
  ws.addEventListener("open", () => note("open"));
  ws.addEventListener("message", ({ data }) => note(data));
  ws.addEventListener("close", ({ code }) => note(`close ${code}`));
  /** Resolves when this has happened so often. */
  const sees = (what, times = 1) =>
    new Promise((resolve) => {
      look = () => happened.filter((one) => one === what).length >= times && resolve();
      look();
    });

  await sees(cell);
  ws.send("first");
  await sees("first");
  await fetch(`${server}/faults`, { method: "POST", body: JSON.stringify({ kind: "reset", path }) });
  await sees(cell, 2);
  ws.send("second");
  await sees("second");
  const all = [...happened];
  ws.close();
  return all;
}
