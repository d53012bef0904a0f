// What npm's socket.io-parser makes of texts, for `npm_parser.rs` to be held against:
//   cd tests && npm ci && node socketio/npm_parser.mjs > socketio/npm_parser.txt

import { createRequire } from "node:module";

// It belongs to the client that the other tests have.
const { Decoder } = createRequire(createRequire(import.meta.url).resolve("socket.io-client"))("socket.io-parser");

const BODIES = ["", "{}", "[]", '["e"]', '["e",{"a":[1,"/,-"]}]', "[1]", "[{}]", '["connect"]', '"s"', "null", "7", "{", "["];
const texts = [
  "x", "é", "-1", " 2[]", "2 ", "22", "9", "+2[]",
  // Every kind with every body.
  ...["0", "1", "2", "3", "4", "51-", "61-", "7"].flatMap((kind) => BODIES.map((body) => kind + body)),
  // Namespaces.
  ...["0/a", "0/a,", "0/a,{}", "0/,{}", "1/a,", "1/a", "2/a,[1]", "2/a,7[1]", "2/a[1]", "2/a/b?c=d&e,[1]", "2/é,[1]", "2/7,[1]"],
  ...["2//,[1]", "2/a-1,[1]", "2/,,[1]", "3/a,7[]", "4/a,{}", "51-/a,[1]", "51-/a,7[1]", "61-/a,7[]", "2a,[1]", "0/a,/b,{}"],
  // Ids.
  ...["27[1]", "20[1]", "2007[1]", "24294967295[1]", "24294967296[1]", "299999999999999999999[1]", "2-1[1]", "21.5[1]"],
  ...["21e3[1]", "2+1[1]", "2 1[1]", "21 [1]", "37[]", "37", "3007[]", "34294967296[]", "07{}", "17", "47{}", "51-0[1]"],
  // Numbers of attachments.
  ...["5[1]", "5-[1]", "50-[1]", "510-[1]", "511-[1]", "51000-[1]", "51001-[1]", "599999999999-[1]", "501-[1]", "5-1-[1]"],
  ...["51.0-[1]", "51.5-[1]", "51e0-[1]", "50x1-[1]", "5 1-[1]", "5+1-[1]", "5x-[1]", "51", "51-", "51[1]", "60-7[]", "611-7[]"],
  "21-[1]", "31-7[]",
];

for (const text of new Set(texts)) {
  let said;
  try {
    const { type, attachments = 0, nsp, id = "-", data } = new Decoder().decodeString(text);
    said = [type, attachments, nsp, id, data === undefined ? "-" : JSON.stringify(data)];
  } catch {
    said = ["error"];
  }
  process.stdout.write([text, ...said].join("\t") + "\n");
}
