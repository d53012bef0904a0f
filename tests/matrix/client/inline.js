import { ReconnectingWebSocket } from "everwire";
import { begin } from "./in-page.js";

begin(ReconnectingWebSocket);
