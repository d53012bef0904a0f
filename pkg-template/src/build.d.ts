// What the build makes of the core.

declare module "#wasm" {
  /** The module's bytes, as `embed.mjs` encodes them. */
  export const wasm: string;
}

declare module "#wasm-file" {
  const module: WebAssembly.Module;
  export default module;
}
