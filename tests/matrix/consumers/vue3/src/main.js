import { createApp } from "vue";
import App from "./App.vue";
import { parameters, roundTripOnScreen } from "./on-screen.js";

createApp(App).mount("#app");
globalThis.outcome = roundTripOnScreen(parameters());
