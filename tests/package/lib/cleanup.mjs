// What a suite starts must not outlive it, however it ends: a failed test, an exception, Ctrl-C. Everything registered
// here runs once, newest first, synchronously, when the process exits.

const pending = [];

/** Runs `action` (synchronous) when this process exits. Returns a function that runs it now instead. */
export function onExit(action) {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    pending.splice(pending.indexOf(once), 1);
    action();
  };
  pending.push(once);
  return once;
}

process.on("exit", () => {
  for (const action of [...pending].reverse()) {
    try {
      action();
    } catch (error) {
      process.stderr.write(`clean-up failed: ${error.stack}\n`);
    }
  }
});

// A signal's default action skips the `exit` event; asking for the exit does not.
for (const [signal, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
  ["SIGHUP", 1],
]) {
  process.once(signal, () => process.exit(128 + number));
}
