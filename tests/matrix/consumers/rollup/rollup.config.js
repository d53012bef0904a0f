import resolve from "@rollup/plugin-node-resolve";
import url from "@rollup/plugin-url";

export default {
  input: ["src/inline.js", "src/slim.js"],
  output: { dir: "dist" },
  plugins: [resolve({ browser: true }), url({ include: "**/*.wasm", limit: 0 })],
};
