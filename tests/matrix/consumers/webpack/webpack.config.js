export default {
  mode: "production",
  entry: { inline: "./src/inline.js", slim: "./src/slim.js" },
};
