import { init, ReconnectingWebSocket } from "everwire/slim";
import { begin } from "./in-page.js";

init(new URL("everwire/wasm", import.meta.url)).then(() => begin(ReconnectingWebSocket));
