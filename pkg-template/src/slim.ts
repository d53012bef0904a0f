// everwire without its WebAssembly, which the user brings.

export { init } from "./module/slim.js";
export { ReconnectingWebSocket, ReconnectingWebSocket as default } from "./reconnecting-websocket.js";
export type * from "./types.js";
