import { init, ReconnectingWebSocket } from "everwire/slim";
import { begin } from "./in-page.js";

begin(ReconnectingWebSocket, init(new URL("npm:everwire/wasm", import.meta.url)));
