// nginx as it stands before such servers: a path prefix, several nodes behind it, and three seconds of patience.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshFolder } from "../../package/lib/consumer.mjs";
import { freePort } from "../../package/lib/ports.mjs";
import { start } from "../../package/lib/process.mjs";
import { until } from "../../package/behaviour/wait.mjs";
import { accepts } from "./redis.mjs";

/**
 * Starts `binary` on a free port of 127.0.0.1. `routes` says which ports serve what is below a prefix: requests go to
 * each in turn, and to the next where one refuses. The server is asked without the prefix.
 */
export async function startNginx(binary, routes) {
  const port = await freePort();
  const folder = freshFolder("nginx");
  const file = join(folder, "nginx.conf");
  writeFileSync(file, config(port, folder, routes));
  // In the foreground, so that it is in our process group. The workers' user is of no account: they read nothing.
  const nginx = start(binary, ["-p", folder, "-c", file, "-e", join(folder, "error.log")]);
  await until(
    () => `nginx on port ${port}; it printed:\n${nginx.log()}`,
    () => {
      if (!nginx.running()) throw new Error(`nginx ended while starting:\n${nginx.log()}`);
      return accepts(port);
    },
  );
  return { port, origin: `http://127.0.0.1:${port}`, stop: () => nginx.stop() };
}

const config = (port, folder, routes) => `
daemon off;
worker_processes 1;
pid ${folder}/pid;
events {}
http {
  access_log off;
  ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${folder}/${name};`).join("\n  ")}
  ${Object.entries(routes)
    .map(([name, ports]) => upstream(name, ports))
    .join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    ${Object.keys(routes).map(location).join("\n    ")}
  }
}
`;

const upstream = (name, ports) => `upstream ${name} {
    ${ports.map((port) => `server 127.0.0.1:${port} max_fails=0;`).join("\n    ")}
  }`;

const location = (name) => `location /${name}/ {
      proxy_pass http://${name}/;
      proxy_http_version 1.1;
      proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "upgrade";
      proxy_read_timeout 3s;
      proxy_buffering off;
    }`;
