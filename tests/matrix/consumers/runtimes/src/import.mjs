import { ReconnectingWebSocket } from "everwire";
import { run } from "./run.mjs";

await run(ReconnectingWebSocket);
