import { render as renderToString } from "svelte/server";
import Feed from "./Feed.svelte";

export const render = (props) => renderToString(Feed, { props }).body;
