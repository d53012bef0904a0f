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
  ["what is kept and never used", /wasmInstance = instance;\n([^]*?) *wasmModule = module;\n/, "$1"],
  [
    "a start of many ways",
    /if \(wasm !== undefined\) return wasm;\s*if \(module !== undefined\) {[^]*?new WebAssembly\.Instance\(module, imports\);\n/,
    "const instance = new WebAssembly.Instance(new WebAssembly.Module(module.module), __wbg_get_imports());\n",
  ],
  // The client is freed by its finalizer alone.
  ["freeing by hand", / {4}__destroy_into_raw\(\) {[^]*?\n {4}}\n {4}free\(\) {[^]*?\n {4}}\n/, ""],
  // Every closure belongs to Rust, which drops it: none is left to the garbage collector.
  ["finalizers of closures", /\nconst CLOSURE_DTORS = [^]*?\n {4}:[^\n]*/, ""],
  ["their use", /\n *CLOSURE_DTORS\.\w+\([^\n]*/g, ""],
  // The only `FnMut` is the timer's, which is called once: it needs no guard against recursion.
  ["closures with a guard", /\nfunction makeMutClosure\([^]*?\n}\n/, "\n"],
  ["where they are made", /makeMutClosure\(/g, "makeClosure("],
  // Nobody decodes two gigabytes here.
  ["a limit of Safari", /numBytesDecoded \+= [^]*?\n {4}}\n(?= {4}return cachedTextDecoder)/, "\n"],
  ["prototypes of imports", / *__proto__: null,\n/g, ""],
  ["memory that has grown", /cachedUint8ArrayMemory0 === null \|\| cachedUint8ArrayMemory0\.byteLength === 0/, "!cachedUint8ArrayMemory0?.byteLength"],
  ["detached memory", /cachedDataViewMemory0 === null \|\| [^]*?wasm\.memory\.buffer\)\)/, "cachedDataViewMemory0?.buffer !== wasm.memory.buffer)"],
  ["strings that are mostly ASCII", /\n {4}if \(realloc === undefined\) {\n([^]*?)\n {4}}\n[^]*?\n}\n/, "\n$1\n}\n"],
  ["what only they need", /, wasm\.__wbindgen_realloc\)/g, ")"],
];

/** @param {string} source */
export function tighten(source) {
  return changed(source, CHANGES);
}

/**
 * The glue with the short names that wasm-opt gave to imports and exports. Every import has to be in it; an export need
 * not be, but what it uses has to be one.
 *
 * @param {string} source
 * @param {{ imports: [string, string, string][], exports: [string, string][] }} names what wasm-opt printed
 */
export function rename(source, names) {
  const changes = [["the module's name", '"./everwire_bg.js"', '"a"']];
  for (const [, from, to] of names.imports) changes.push([`the import ${from}`, new RegExp(`\\b${from}(?=: function)`), to]);
  const exported = new Map(names.exports);
  return changed(source, changes).replace(/\bwasm\.([\w$]+)/g, (use, name) => {
    if (!exported.has(name)) throw new Error(`glue.mjs: ${use} is used, which the module does not export`);
    return `wasm.${exported.get(name)}`;
  });
}

/** Each change made; it is an error if one changes nothing. */
function changed(source, changes) {
  return changes.reduce((text, [what, pattern, by]) => {
    const next = text.replace(pattern, by);
    if (next === text) throw new Error(`glue.mjs: ${what} not found: is this another wasm-bindgen?`);
    return next;
  }, source);
}
