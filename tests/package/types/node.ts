// A user's code for Node: the class of `ws` is passed in.

import { ReconnectingWebSocket } from "everwire";
import { WebSocket } from "ws";

const socket = new ReconnectingWebSocket("ws://127.0.0.1:8080/", null, { WebSocket });
socket.addEventListener("message", ({ data }) => process.stdout.write(String(data)));
