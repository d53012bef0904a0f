"use client";

import { useEffect } from "react";
import { ReconnectingWebSocket } from "everwire";
import { begin } from "../../src/in-page.js";

export default function Page() {
  useEffect(() => begin(ReconnectingWebSocket), []);
  return null;
}
