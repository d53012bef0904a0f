export default {
  mode: "production",
  entry: { inline: "./src/inline.js", slim: "./src/slim.js", react: "./src/main.jsx" },
  module: { rules: [{ test: /\.jsx$/, loader: "esbuild-loader", options: { jsx: "automatic" } }] },
};
