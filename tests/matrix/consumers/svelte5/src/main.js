import { mount } from "svelte";
import App from "./App.svelte";
import { parameters, roundTripOnScreen } from "./on-screen.js";

mount(App, { target: document.getElementById("app") });
globalThis.outcome = roundTripOnScreen(parameters());
