// What a server renders and a browser hydrates.

import { createElement as h } from "react";
import { useWebSocket } from "everwire/react";

export function Page({ url }) {
  const { isConnected, messages, error, isReconnecting, attemptCount, state } = useWebSocket(url, { share: true });
  const phase = useWebSocket(url, { share: true }, ({ state }) => state?.phase ?? "nothing");
  return h("p", null, JSON.stringify({ isConnected, messages, error, isReconnecting, attemptCount, state: state?.phase }), phase);
}
