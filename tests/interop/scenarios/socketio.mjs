// What a Socket.IO server and a client of it go through together. Each scenario is a function of a rig (lib/rigs.mjs), has a
// conversation of its own, and leaves every node running.

import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { until } from "../../package/behaviour/wait.mjs";
import { connected, has, join, newName, numbered, numbers, withSession } from "../lib/socketio-session.mjs";

export const connects = (rig) =>
  withSession(rig, {}, async ({ session, waitFor, emit, node }) => {
    await waitFor("it is connected", connected);
    assert.equal(typeof session.socket.id, "string");
    await emit(node, ...numbered(1, 3));
    await waitFor("the events have arrived", has(3));
    assert.deepEqual(numbers(session.events), [1, 2, 3]);
  });

export const refusesAuth = (rig) =>
  withSession(rig, { options: rig.dialect.refused }, async ({ session, waitFor, socket }) => {
    await waitFor("it was refused", ({ refusals }) => refusals.length > 0);
    assert.deepEqual(session.refusals, [rig.dialect.refusal]);
    assert.equal(socket.connected, false);
    assert.equal(socket.active, false, "it does not come back by itself");
    // With the right key the same client gets in.
    const { auth, query } = rig.dialect.accepted;
    if (auth) socket.auth = auth;
    Object.assign(socket.io.opts.query, query);
    // The server has closed the transport, or is about to: what is tried before that may be lost with it.
    await until("the client is let in", async () => {
      if (!socket.active) socket.connect();
      return socket.connected;
    });
  });

const behindNginx = ({ nginx, path }) => ({ origin: nginx.origin, path });

/** The link is cut, and what is emitted meanwhile comes, once and in order. */
export const replays = (rig) =>
  withSession(rig, {}, async ({ session, waitFor, emit, conversation, node }) => {
    await waitFor("it is connected", connected);
    await emit(node, ...numbered(1, 3));
    await waitFor("the events have arrived", has(3));
    await node.order("cut", { room: conversation });
    await until("the node has noticed", async () => (await node.order("clients", { room: conversation })) === 0);
    await emit(node, ...numbered(4, 6));
    await waitFor("what it missed has arrived", has(6));
    await waitFor("it is connected again", ({ connects }) => connects.length === 2);
    await emit(node, ...numbered(7, 8));
    await waitFor("live events arrive", has(8));
    assert.deepEqual(numbers(session.events), [1, 2, 3, 4, 5, 6, 7, 8]);
    if (rig.recovers) assertRecovered(session);
  });

function assertRecovered({ connects }) {
  const [first, ...later] = connects;
  assert.notEqual(first.recovered, true);
  for (const { id, recovered } of later) assert.deepEqual({ id, recovered }, { id: first.id, recovered: true });
}

/** kill -9, what is emitted meanwhile (where there is another node), and a start on the same port. */
export const survivesKill = (rig) =>
  withSession(rig, {}, async ({ session, waitFor, emit, node }) => {
    await waitFor("it is connected", connected);
    await emit(node, ...numbered(1, 3));
    await waitFor("the events have arrived", has(3));
    await node.kill();
    await waitFor("it has noticed", ({ disconnects }) => disconnects.length === 1);
    assert.deepEqual(session.disconnects, ["transport close"]);
    await waitFor("a retry has failed", ({ refusals }) => refusals.length > 0);
    const other = rig.nodes[1];
    if (rig.keeps) await emit(other, ...numbered(4, 5));
    await node.start();
    await waitFor("it is back", ({ connects }) => connects.length === 2);
    await emit(node, ...numbered(6, 7));
    await waitFor("live events arrive", has(7));
    assert.deepEqual(numbers(session.events), rig.keeps ? [1, 2, 3, 4, 5, 6, 7] : [1, 2, 3, 6, 7]);
    // A killed process cannot hand its sessions over: the client must say so.
    assert.notEqual(session.connects[1].recovered, true);
  });

/** Through a balancer, the link is cut until the other node has the client; then a node's emit reaches it from afar too. */
export const switchesNode = (rig) =>
  withSession(rig, behindNginx(rig), async ({ session, waitFor, emit, conversation }) => {
    await waitFor("it is connected", connected);
    const holder = () =>
      until("a node has the client", async () => {
        for (const node of rig.nodes) if ((await node.order("clients", { room: conversation })) > 0) return node;
      });
    const first = await holder();
    const other = rig.nodes.find((node) => node !== first);
    await emit(first, ...numbered(1, 3));
    await waitFor("the events have arrived", has(3));
    let sent = 3;
    for (let node = first; node !== other; node = await holder()) {
      const { length } = session.connects;
      await node.order("cut", { room: conversation });
      await until("the node has noticed", async () => (await node.order("clients", { room: conversation })) === 0);
      await emit(first, { n: (sent += 1) });
      await waitFor("it is connected again", ({ connects }) => connects.length > length);
      await waitFor("what it missed has arrived", has(sent));
    }
    await emit(first, { n: (sent += 1) });
    await emit(other, { n: (sent += 1) });
    await waitFor("both nodes' events have arrived", has(sent));
    assert.deepEqual(numbers(session.events).sort((a, b) => a - b), numbers(numbered(1, sent)));
    if (rig.recovers) assertRecovered(session);
  });

/** The server's pings keep a link alive that a silent one beside it does not survive. */
export const staysThroughIdleTimeout = (rig) =>
  withSession(rig, behindNginx(rig), async ({ session, waitFor, emit, node }) => {
    await waitFor("it is connected", connected);
    const silent = new WebSocket(`${rig.nginx.origin.replace("http", "ws")}/silent/`);
    const code = await new Promise((resolve) => silent.once("close", resolve));
    assert.equal(code, 1006, "nginx has cut the silent link");
    await emit(node, { n: 1 });
    await waitFor("the event has arrived", has(1));
    assert.deepEqual(session.disconnects, []);
  });

/** Of too many conversations of one user the oldest is ended, and says why. */
export const limitsConversations = async (rig) => {
  const user = newName("user");
  const { io, dialect, nodes } = rig;
  const open = (conversation) =>
    join({ io, dialect, origin: nodes[0].origin, conversation: `${user}-${conversation}`, options: { query: { user } } });
  const sessions = [];
  try {
    for (const conversation of ["a", "b", "c", "d"]) {
      sessions.push(open(conversation));
      await sessions.at(-1).waitFor("it is connected", connected);
    }
    const [oldest, ...others] = sessions;
    await oldest.waitFor("it was disconnected", ({ disconnects }) => disconnects.length > 0);
    assert.equal(oldest.events.at(-1).id, "AGENT_ERROR$TOO_MANY_CONVERSATIONS");
    assert.deepEqual(oldest.disconnects, ["io server disconnect"]);
    assert.equal(oldest.socket.active, false, "it does not come back by itself");
    for (const { socket, disconnects } of others) assert.deepEqual([socket.connected, disconnects], [true, []]);
  } finally {
    for (const session of sessions) session.close();
  }
};
