// What the build makes of the core.

declare module "#wasm-file" {
  const module: WebAssembly.Module;
  export default module;
}
