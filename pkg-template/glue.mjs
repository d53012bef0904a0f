// wasm-bindgen's glue, made smaller and silent at import. Made for the version that Cargo.toml pins: what is not found
// as it was is an error.

/** What is replaced: what it is, how it looks, by what. */
const CHANGES = [
  // Nothing runs at import: what needs a global is made when the module starts.
  ["the text decoder", /let cachedTextDecoder = (new TextDecoder\([^)]*\));\ncachedTextDecoder\.decode\(\);\nconst MAX[^]*?= 0;/, "let cachedTextDecoder;"],
  ["the text encoder", /const cachedTextEncoder = new TextEncoder\(\);/, "let cachedTextEncoder;"],
  ["the finalizer", /const ClientFinalization = \([^]*?\n {4}: (new FinalizationRegistry\([^\n]*\));/, "let ClientFinalization;"],
  ["disposal", /\nif \(Symbol\.dispose\)[^\n]*/, ""],
  [
    "the start",
    /cachedDataViewMemory0 = null;\n {4}cachedUint8ArrayMemory0 = null;\n/,
    `cachedTextDecoder = new TextDecoder("utf-8", { ignoreBOM: true });
    cachedTextEncoder = new TextEncoder();
    ClientFinalization = new FinalizationRegistry((ptr) => wasm.__wbg_client_free(ptr, 1));\n`,
  ],
  ["deprecated parameters", /if \(module !== undefined\) {\s*if \(Object\.getPrototypeOf[^]*?\n {4}}\n/, "({ module } = module);\n"],
  // Every closure belongs to Rust, which drops it: none is left to the garbage collector.
  ["finalizers of closures", /\nconst CLOSURE_DTORS = [^]*?\n {4}:[^\n]*/, ""],
  ["their use", /\n *CLOSURE_DTORS\.\w+\([^\n]*/g, ""],
  // The only `FnMut` is the timer's, which is called once: it needs no guard against recursion.
  ["closures with a guard", /\nfunction makeMutClosure\([^]*?\n}\n/, "\n"],
  ["where they are made", /makeMutClosure\(/g, "makeClosure("],
  // Nobody decodes two gigabytes here.
  ["a limit of Safari", /numBytesDecoded \+= [^]*?\n {4}}\n(?= {4}return cachedTextDecoder)/, "\n"],
  ["detached memory", /cachedDataViewMemory0 === null \|\| [^]*?wasm\.memory\.buffer\)\)/, "cachedDataViewMemory0?.buffer !== wasm.memory.buffer)"],
  ["strings that are mostly ASCII", /\n {4}if \(realloc === undefined\) {\n([^]*?)\n {4}}\n[^]*?\n}\n/, "\n$1\n}\n"],
  ["what only they need", /, wasm\.__wbindgen_realloc\)/g, ")"],
];

/** @param {string} source */
export function tighten(source) {
  return CHANGES.reduce((text, [what, pattern, by]) => {
    const changed = text.replace(pattern, by);
    if (changed === text) throw new Error(`glue.mjs: ${what} not found: is this another wasm-bindgen?`);
    return changed;
  }, source);
}

/**
 * The glue with the short names that wasm-opt gave to imports and exports.
 *
 * @param {string} source
 * @param {{ imports: [string, string, string][], exports: [string, string][] }} names what wasm-opt printed
 */
export function rename(source, names) {
  let text = source.replace('"./everwire_bg.js"', '"a"');
  for (const [, from, to] of names.imports) text = text.replace(new RegExp(`\\b${from}(?=: function)`), to);
  for (const [from, to] of names.exports) text = text.replace(new RegExp(`\\bwasm\\.${from}\\b`, "g"), `wasm.${to}`);
  return text;
}
