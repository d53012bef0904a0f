"use client";

import { useEffect } from "react";
import { App } from "../../src/App.jsx";
import { parameters, roundTripOnScreen } from "../../src/on-screen.js";

export default function Page() {
  useEffect(() => {
    globalThis.outcome ??= roundTripOnScreen(parameters());
  }, []);
  return <App />;
}
