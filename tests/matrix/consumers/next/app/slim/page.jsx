"use client";

import { useEffect } from "react";
import { init, ReconnectingWebSocket } from "everwire/slim";
import { begin } from "../../src/in-page.js";

export default function Page() {
  useEffect(() => begin(ReconnectingWebSocket, init(new URL("everwire/wasm", import.meta.url))), []);
  return null;
}
