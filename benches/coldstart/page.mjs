// Runs in the page, before anything of a subject is there: from its import to the open connection and the first message.

const origin = performance.now();

/** All time in which the engine compiles and instantiates WebAssembly. */
let compiling = 0;
for (const name of ["Module", "Instance"]) {
  const Original = WebAssembly[name];
  WebAssembly[name] = class extends Original {
    constructor(...given) {
      const began = performance.now();
      super(...given);
      compiling += performance.now() - began;
    }
  };
}

/** `script` is the subject's bundle, `server` answers "go" with one message. */
export async function start(script, server) {
  const began = performance.now();
  const { connect } = await import(script);
  const imported = performance.now() - began;
  return new Promise((resolve) => {
    let open;
    const client = connect(server, {
      opened() {
        open = performance.now() - began;
        client.send("go");
      },
      received() {
        const message = performance.now() - began;
        client.close();
        resolve({ page: began - origin, imported, open, message, compiling });
      },
    });
  });
}
