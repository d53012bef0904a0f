// A web server for test pages: a handful of paths, each with its body, type and headers, and nothing else.

import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { extname } from "node:path";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".wasm": "application/wasm",
};

/** A page or script given as text. */
export const text = (body, type = ".html", headers = {}) => ({ body, type: TYPES[type], headers });

/** A file, served as what its name says. */
export const file = (path, headers = {}) => ({ body: readFileSync(path), type: TYPES[extname(path)], headers });

/** Serves `routes` (path → `text(…)` or `file(…)`) on a free port of 127.0.0.1. */
export async function serve(routes) {
  const server = createServer((request, response) => {
    const route = routes[new URL(request.url, "http://127.0.0.1").pathname];
    if (!route) return void response.writeHead(404).end();
    response
      .writeHead(200, { "content-type": route.type, "cache-control": "no-store", ...route.headers })
      .end(route.body);
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  server.unref();
  return `http://127.0.0.1:${server.address().port}`;
}
