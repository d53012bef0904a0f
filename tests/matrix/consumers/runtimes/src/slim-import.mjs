import { readFile } from "node:fs/promises";
import { init, ReconnectingWebSocket } from "everwire/slim";
import { run } from "./run.mjs";

await init(readFile(new URL(import.meta.resolve("everwire/wasm"))));
await run(ReconnectingWebSocket);
