// The page for what is measured, in a production build: a list of all messages, and what it took to show it.

import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { useWebSocket } from "everwire/react";

export const seen = { frames: 0, renders: 0, most: 0, last: null, isConnected: false, received: 0 };

function List({ url, maxMessages }) {
  const { messages, lastMessage, isConnected } = useWebSocket(url, {
    history: { maxMessages },
    onMessage: () => seen.received++,
  });
  seen.renders++;
  seen.last = lastMessage;
  seen.isConnected = isConnected;
  seen.most = Math.max(seen.most, messages.length);
  return h("ol", null, messages.map((text) => h("li", { key: text }, text)));
}

const frame = () => {
  seen.frames++;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);

let root;
globalThis.load = {
  seen,
  mount(url, maxMessages) {
    root = createRoot(document.body.appendChild(document.createElement("div")));
    root.render(h(List, { url, maxMessages }));
  },
  unmount: () => root.unmount(),
};
