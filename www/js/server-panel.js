// What the server says about itself, asked every two seconds while somebody can see it.

import { byId, element, setText } from "./dom.js";

const EVERY_MS = 2000;
/** Nodes that are named; the others are counted. */
const NAMED = 6;

export class ServerPanel {
  constructor() {
    setInterval(() => document.visibilityState === "visible" && this.#look(), EVERY_MS);
    this.#look();
  }

  async #look() {
    try {
      const response = await fetch("/state");
      this.#show(await response.json());
      setText(byId("server-note"), "");
    } catch {
      setText(byId("server-note"), "The mock server does not answer: is it still running?");
    }
  }

  #show({ node, nodes, sockets, max_connections, max_concurrent_conversations, conversations }) {
    const running = conversations.filter(({ agent }) => agent !== null).length;
    const clients = conversations.reduce((sum, { connections, subscribers }) => sum + connections.length + subscribers, 0);
    setText(byId("server-sockets"), `${sockets} of ${max_connections} at most`);
    setText(byId("server-conversations"), String(conversations.length));
    setText(byId("server-agents"), `${running} of ${max_concurrent_conversations} for each user`);
    setText(byId("server-clients"), String(clients));
    const named = nodes.slice(0, NAMED).map((name) => element("li", name === node ? "node own" : "node", name === node ? `${name} (this one)` : name));
    if (nodes.length > NAMED) named.push(element("li", "node", `and ${nodes.length - NAMED} more`));
    byId("server-nodes").replaceChildren(...named);
  }
}
