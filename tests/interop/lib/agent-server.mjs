// The real openhands-agent-server: started, stopped, killed and started again on the same port with the same data, and
// spoken to over REST. No LLM is needed: its model's address is a port that nobody serves, and no run is ever started.

import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../../package/lib/ports.mjs";
import { start } from "../../package/lib/process.mjs";
import { until } from "../../package/behaviour/wait.mjs";

const RUNNER = fileURLToPath(new URL("../run_agent_server.py", import.meta.url));
const START_LIMIT = 90_000;

export class AgentServer {
  #python;
  #data;
  #process = null;

  /** `python` has the server installed; everything that it writes goes into `data`. A port that is not given is a free one. */
  constructor(python, data, port = null) {
    this.#python = python;
    this.#data = data;
    this.key = "a-key-of-this-test";
    this.port = port;
  }

  get origin() {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, on the port of last time if there was one, and resolves when it serves. */
  async start() {
    this.port ??= await freePort();
    const home = join(this.#data, "home");
    const temporary = join(this.#data, "tmp");
    for (const folder of [home, temporary]) mkdirSync(folder, { recursive: true });
    // Nothing of the caller's environment but PATH: no proxy, no key and no telemetry switch may leak in.
    const env = {
      PATH: process.env.PATH,
      HOME: home,
      TMPDIR: temporary,
      TMUX_TMPDIR: temporary,
      LANG: "C.UTF-8",
      PYTHONUNBUFFERED: "1",
      DO_NOT_TRACK: "1",
      LOG_LEVEL: "WARNING",
      OPENHANDS_SUPPRESS_BANNER: "1",
      OH_SESSION_API_KEYS_0: this.key,
      OH_SECRET_KEY: "a-secret-of-this-test",
      OH_ENABLE_VSCODE: "false",
      OH_PRELOAD_TOOLS: "false",
      LITELLM_LOCAL_MODEL_COST_MAP: "True",
    };
    const args = [RUNNER, "--host", "127.0.0.1", "--port", String(this.port)];
    this.#process = start(this.#python, args, { cwd: this.#data, env });
    await until(
      () => `the agent server on port ${this.port} is ready; it printed:\n${this.#process.log()}`,
      async () => {
        if (!this.#process.running()) throw new Error(`the agent server ended while starting:\n${this.#process.log()}`);
        return (await fetch(`${this.origin}/ready`).catch(() => null))?.ok;
      },
      START_LIMIT,
    );
  }

  /** kill -9 of the whole process group. */
  kill() {
    return this.#process?.stop("SIGKILL");
  }

  /** A polite stop, as an operator's. */
  terminate() {
    return this.#process.stop("SIGTERM");
  }

  log() {
    return this.#process?.log() ?? "";
  }

  /** A fresh conversation; resolves with its id. */
  async createConversation() {
    const workspace = join(this.#data, "workspace");
    if (!existsSync(workspace)) mkdirSync(workspace);
    const llm = { model: "openai/fake", base_url: "http://127.0.0.1:9/v1", api_key: "x", usage_id: "agent" };
    const body = {
      autotitle: false,
      agent: { kind: "Agent", llm, tools: [] },
      workspace: { kind: "LocalWorkspace", working_dir: workspace },
    };
    return (await this.#request("POST", "/api/conversations", body)).id;
  }

  /** Stores a message without starting a run. */
  async post(id, message) {
    const body = { role: "user", content: [{ type: "text", text: message }], run: false };
    await this.#request("POST", `/api/conversations/${id}/events`, body);
  }

  /** The texts of all messages that the server has stored, oldest first. */
  async messages(id) {
    const found = [];
    let page = "";
    do {
      const query = `limit=100${page && `&page_id=${encodeURIComponent(page)}`}`;
      const result = await this.#request("GET", `/api/conversations/${id}/events/search?${query}`);
      found.push(...result.items.filter((event) => event.kind === "MessageEvent"));
      page = result.next_page_id;
    } while (page);
    return found.map((event) => event.llm_message.content[0].text);
  }

  /** The ids of all events that the server has stored, oldest first, as their files say. */
  stored(id) {
    const files = readdirSync(this.#events(id)).filter((name) => name.startsWith("event-"));
    return files.sort().map((name) => name.slice("event-00000-".length, -".json".length));
  }

  /**
   * Makes a conversation longer, until it has `count` stored events: its message again and again, in the files in which
   * the server keeps it. Only while the server is down; through REST it would take minutes.
   */
  lengthen(id, count) {
    const folder = this.#events(id);
    const files = readdirSync(folder);
    const found = files.find((name) => name.startsWith("event-00001-"));
    const message = JSON.parse(readFileSync(join(folder, found), "utf8"));
    const began = Date.parse(`${message.timestamp}Z`);
    const length = files.filter((name) => name.startsWith("event-")).length;
    for (let [n, parent] = [length, message.id]; n < count; n += 1) {
      // Later than what is there, and a millisecond apart.
      const timestamp = `${new Date(began + 1000 + n).toISOString().slice(0, -1)}000`;
      const event = { ...message, id: randomUUID(), parent_id: parent, timestamp };
      writeFileSync(join(folder, `event-${String(n).padStart(5, "0")}-${event.id}.json`), JSON.stringify(event));
      parent = event.id;
    }
    renameSync(join(folder, `.eventlog-len-${length}.marker`), join(folder, `.eventlog-len-${count}.marker`));
  }

  #events(id) {
    return join(this.#data, "workspace", "conversations", id.replaceAll("-", ""), "events");
  }

  async #request(method, path, body) {
    const response = await fetch(this.origin + path, {
      method,
      headers: { "content-type": "application/json", "x-session-api-key": this.key },
      body: body && JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${method} ${path}: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  }
}
