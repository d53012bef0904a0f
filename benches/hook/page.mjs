// Runs in the page, in a production build: one list, and for each subject a component that gives it what its hook says.

import { createElement as h, useEffect, useRef, useState } from "react";
import { createRoot } from "react-dom/client";
import { useWebSocket as useEverwire } from "everwire/react";
import { useWebSocket as useRules } from "./openhands-rules.mjs";
import { Stream } from "./stream.mjs";
import reactUseWebSocket from "react-use-websocket";

/** It is CommonJS, whose default export a bundler gives as Node does. */
const { default: useReactUseWebSocket } = reactUseWebSocket;

/** A list of everything would measure the DOM. Apps of this sort show a window of it. */
const SHOWN = 50;

const seen = { renders: 0, shown: 0 };
let shown;

/** The list of all subjects: how many messages there have been, and the last ones of those that are kept. */
function List({ texts, count = texts.length }) {
  seen.renders += 1;
  useEffect(() => {
    seen.shown = count;
    shown?.(texts.at(-1));
  });
  const last = texts.slice(-SHOWN);
  const items = last.map((text, i) => h("li", { key: count - last.length + i }, text));
  return h("section", null, h("p", null, count), h("ol", null, items));
}

const SUBJECTS = {
  /** What any of them could be at best: every message is taken and kept, and the list rendered once, when all are there. */
  raw({ url, count }) {
    const [texts, setTexts] = useState([]);
    useEffect(() => {
      const kept = [];
      const ws = new WebSocket(url);
      ws.onmessage = ({ data }) => {
        if (kept.push(data) === count) setTexts(kept);
      };
      return () => ws.close();
    }, []);
    return h(List, { texts });
  },
  /** Keeps all, as the others do. */
  everwire({ url }) {
    const { messages } = useEverwire(url, { reconnect: { enabled: true }, history: { maxMessages: Infinity } });
    return h(List, { texts: messages });
  },
  /** Keeps the last 1,000, which is its default; the app counts. */
  everwireDefaults({ url }) {
    const count = useRef(0);
    const onMessage = () => (count.current += 1);
    const { messages } = useEverwire(url, { reconnect: { enabled: true }, onMessage });
    return h(List, { texts: messages, count: count.current });
  },
  rules({ url }) {
    const { messages } = useRules(url, { reconnect: { enabled: true } });
    return h(List, { texts: messages });
  },
  /** As its README shows how to keep a history, with the texts kept instead of the events. */
  reactUseWebSocket({ url }) {
    const { lastMessage } = useReactUseWebSocket(url, { shouldReconnect: () => true });
    const [texts, setTexts] = useState([]);
    useEffect(() => {
      if (lastMessage !== null) setTexts((before) => before.concat(lastMessage.data));
    }, [lastMessage]);
    return h(List, { texts });
  },
};

/**
 * Mounts a subject; resolves when it shows message number `count`, after `limit` ms, or when it shows nothing new for `idle` ms:
 * whoever lost the last one never gets there. Says what there was by then.
 */
export function run({ subject, url, streams, count, limit, idle }) {
  if (streams) globalThis.WebSocket = Stream;
  return new Promise((resolve) => {
    const end = (thrown) => resolve({ ...seen, thrown });
    setTimeout(end, limit);
    let timer = setTimeout(end, idle);
    shown = (last) => {
      clearTimeout(timer);
      timer = setTimeout(end, idle);
      if (last !== undefined && JSON.parse(last).seq === count) end();
    };
    // What is thrown in a root ends the list: nothing more comes.
    const onUncaughtError = (error) => end(String(error));
    const root = createRoot(document.body.appendChild(document.createElement("div")), { onUncaughtError });
    root.render(h(SUBJECTS[subject], { url, count }));
  });
}
