"use client";

import { useEffect } from "react";
import { init, ReconnectingWebSocket } from "everwire/slim";
import { begin } from "../../src/in-page.js";

export default function Page() {
  useEffect(() => {
    init(new URL("everwire/wasm", import.meta.url)).then(() => begin(ReconnectingWebSocket));
  }, []);
  return null;
}
