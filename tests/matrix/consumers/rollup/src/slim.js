import { init, ReconnectingWebSocket } from "everwire/slim";
import wasm from "everwire/wasm";
import { begin } from "./in-page.js";

begin(ReconnectingWebSocket, init(wasm));
