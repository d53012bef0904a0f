import { useEffect, useState } from "react";
import { useWebSocket } from "everwire/react";
import { parameters } from "./on-screen.js";

export function App() {
  // Known in the browser only.
  const [url, setUrl] = useState("");
  useEffect(() => setUrl(parameters().url), []);
  const { isConnected, messages, sendMessage } = useWebSocket(url, { reconnect: { enabled: true, delay: 10 } });
  return (
    <>
      <output id="state">{isConnected ? "connected" : "away"}</output>
      <output id="messages">{messages.join(" ")}</output>
      <button id="send" onClick={() => sendMessage("message")}>
        Send
      </button>
    </>
  );
}
