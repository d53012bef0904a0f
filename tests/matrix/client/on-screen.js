// The same program, for a component that shows its state and its messages and has a button that sends: what happened is
// read off the screen.

export async function roundTripOnScreen({ server, cell }) {
  const shown = (id) => document.getElementById(id)?.textContent;
  const shows = async (id, text) => {
    while (shown(id) !== text) {
      await new Promise((resolve) => {
        const observer = new MutationObserver(() => resolve(observer.disconnect()));
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
      });
    }
  };
  const path = `/echo?greet=${cell}`;

  await shows("state", "connected");
  await shows("messages", cell);
  document.getElementById("send").click();
  await shows("messages", `${cell} message`);
  await fetch(`${server}/faults`, { method: "POST", body: JSON.stringify({ kind: "reset", path }) });
  await shows("messages", `${cell} message ${cell}`);
  await shows("state", "connected");
  document.getElementById("send").click();
  await shows("messages", `${cell} message ${cell} message`);
  return shown("messages").split(" ");
}

/** What the page's address says. */
export function parameters() {
  const { server, cell } = Object.fromEntries(new URLSearchParams(location.search));
  return { server, cell, url: `${server.replace("http", "ws")}/echo?greet=${cell}` };
}
