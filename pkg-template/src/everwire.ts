// everwire: a WebSocket that stays connected.

export { ReconnectingWebSocket, ReconnectingWebSocket as default } from "./reconnecting-websocket.js";
export { buildHttpBaseUrl, buildWebSocketUrl, extractBaseHost } from "./urls.js";
export type { PageLocation } from "./urls.js";
export type * from "./types.js";
export type * from "./peers.js";
