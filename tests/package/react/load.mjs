// The page for what is measured, in a production build: a list of all messages, and what it took to show it.

import { createElement as h } from "react";
import { createRoot } from "react-dom/client";
import { useWebSocket } from "everwire/react";

export const seen = { frames: 0, tenths: 0, renders: 0, most: 0, last: null, isConnected: false, received: 0 };

/** A real socket each of whose messages comes so many times: a network would take minutes for a million. */
const repeating = (times) =>
  class extends WebSocket {
    set onmessage(hear) {
      super.onmessage = ({ data }) => {
        for (let i = 1; i <= times; i++) hear(new MessageEvent("message", { data: i === times ? data : `${data}.${i}` }));
      };
    }
  };

function List({ url, maxMessages, socket, shown }) {
  const { messages, lastMessage, isConnected } = useWebSocket(url, {
    WebSocket: socket,
    history: { maxMessages },
    onMessage: () => seen.received++,
  });
  seen.renders++;
  seen.tenths = Math.ceil((performance.now() - began) / 100);
  seen.last = lastMessage;
  seen.isConnected = isConnected;
  seen.most = Math.max(seen.most, messages.length);
  return h("ol", null, messages.slice(-shown).map((text) => h("li", { key: text }, text)));
}

// A flood is shown by the clock, which goes on where a slow page has no frames.
const began = performance.now();
const frame = () => {
  seen.frames++;
  requestAnimationFrame(frame);
};
requestAnimationFrame(frame);

let root;
globalThis.load = {
  seen,
  mount(url, maxMessages, times, shown) {
    root = createRoot(document.body.appendChild(document.createElement("div")));
    root.render(h(List, { url, maxMessages, socket: repeating(times), shown }));
  },
  unmount: () => root.unmount(),
};
