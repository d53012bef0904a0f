export default {
  build: { rollupOptions: { input: ["inline.html", "slim.html"] } },
};
