import { createWebSocket } from "everwire/solid";
import { Index } from "solid-js";

export function Feed(props) {
  const ws = createWebSocket(() => props.url, () => props.options);
  return (
    <section>
      <p class="connected">{String(ws.isConnected)}</p>
      <p class="reconnecting">{`${ws.isReconnecting} ${ws.attemptCount}`}</p>
      <p class="phase">{ws.state?.phase ?? "idle"}</p>
      <p class="error">{ws.error?.message}</p>
      <p class="last">{ws.lastMessage}</p>
      <p class="count">{ws.messages.length}</p>
      <p class="oldest">{ws.messages[0]}</p>
      <ul>
        <Index each={ws.messages.slice(-20)}>{(message) => <li>{message()}</li>}</Index>
      </ul>
      <button class="send" onClick={() => ws.sendMessage("hello")}>send</button>
      <button class="disconnect" onClick={() => ws.disconnect()}>disconnect</button>
      <button class="reconnect" onClick={() => ws.reconnect()}>reconnect</button>
    </section>
  );
}
