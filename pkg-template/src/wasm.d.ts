// What the build makes of the core.

declare module "#wasm" {
  /** The module's bytes, as `embed.mjs` encodes them. */
  export const wasm: string;
}
