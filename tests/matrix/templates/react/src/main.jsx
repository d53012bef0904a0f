import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./App.jsx";
import { parameters, roundTripOnScreen } from "./on-screen.js";

createRoot(document.getElementById("app")).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
globalThis.outcome = roundTripOnScreen(parameters());
