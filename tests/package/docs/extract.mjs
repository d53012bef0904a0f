// The snippets of a Markdown text. Each is known by its file, its heading and its number under that heading.

/** Languages of snippets that run. Commands are taken by the test of the quick start; there are no others. */
export const RUN = ["js", "ts", "jsx", "tsx", "vue", "svelte", "html"];

/** `{key, lang, code, line}` of each fenced block, in order. */
export function snippetsIn(file, text) {
  const snippets = [];
  const counts = new Map();
  let heading = "";
  let open;
  text.split("\n").forEach((line, at) => {
    const fence = /^```(.*)$/.exec(line);
    if (fence && open) {
      snippets.push({ ...open, code: open.lines.join("\n") + "\n" });
      open = undefined;
    } else if (fence) {
      const count = (counts.get(heading) ?? 0) + 1;
      counts.set(heading, count);
      open = { key: `${file} > ${heading} > ${count}`, lang: fence[1].trim(), line: at + 1, lines: [] };
    } else if (open) open.lines.push(line);
    else heading = /^#+ (.*)$/.exec(line)?.[1].replaceAll("`", "") ?? heading;
  });
  if (open) throw new Error(`${file}:${open.line}: a block that never ends`);
  return snippets;
}
