// The types of `everwire/wasm`, which is a file that the build writes. What importing it gives depends on who imports it:
// a module in Workers, a URL with most bundlers' `?url`.

declare const module: WebAssembly.Module;
export default module;
