import { render } from "solid-js/web";
import { App } from "./App.jsx";
import { parameters, roundTripOnScreen } from "./on-screen.js";

render(() => <App />, document.getElementById("app"));
globalThis.outcome = roundTripOnScreen(parameters());
