// A user's CommonJS module in TypeScript, on a Node that can require ES modules.

import { ReconnectingWebSocket } from "everwire";
import everwire = require("everwire");

const sockets: ReconnectingWebSocket[] = [new everwire.ReconnectingWebSocket("ws://127.0.0.1:8080/")];
sockets[0]?.close();
