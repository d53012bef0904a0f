// Some clients of one subject: notes when each opened, lost and got its first message after that, in the time of this machine.
//
//   node child.mjs SUBJECT WS-URL CLIENTS        answers each line that it reads with what happened so far

import * as subjects from "./clients.mjs";

const [subject, base, count] = process.argv.slice(2);

const clients = Array.from({ length: Number(count) }, (_, at) => {
  const events = { opens: [], closes: [], firsts: [] };
  let first = false;
  const on = {
    open() {
      events.opens.push(Date.now());
      first = true;
    },
    close: () => events.closes.push(Date.now()),
    message() {
      if (first) events.firsts.push(Date.now());
      first = false;
    },
  };
  // Each has a server's log of its own.
  subjects[subject]({ url: (after) => base.replace("NAME", `c${at}`) + `&after=${after}`, on });
  return events;
});

process.stdin.on("data", () => console.log(JSON.stringify(clients)));
