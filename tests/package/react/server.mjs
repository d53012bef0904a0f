// What renders on a server.

import { createElement as h } from "react";
import { renderToString } from "react-dom/server";
import { Page } from "./page.mjs";

export const render = (url) => renderToString(h(Page, { url }));
