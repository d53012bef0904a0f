import { createWebSocket } from "everwire/solid";
import { parameters } from "./on-screen.js";

export function App() {
  const ws = createWebSocket(parameters().url, { reconnect: { enabled: true, delay: 10 } });
  return (
    <>
      <output id="state">{ws.isConnected ? "connected" : "away"}</output>
      <output id="messages">{ws.messages.join(" ")}</output>
      <button id="send" onClick={() => ws.sendMessage("message")}>
        Send
      </button>
    </>
  );
}
