// The other half of `src/decode.ts`: bytes to a string that no bundler escapes.

const SINGLES = 88;
const DIGITS = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).filter((c) => !"\"$'\\`".includes(c));

/** @param {Uint8Array} bytes */
export function encode(bytes) {
  const order = singles(bytes);
  const header = order.map((byte) => DIGITS[byte >> 4] + DIGITS[byte & 15]).join("");
  const codes = Array.from({ length: 256 });
  order.forEach((byte, at) => (codes[byte] = DIGITS[at]));
  let at = SINGLES;
  for (let byte = 0; byte < 256; byte++) {
    if (codes[byte]) continue;
    codes[byte] = DIGITS[SINGLES + Math.floor(at / SINGLES) - 1] + DIGITS[at % SINGLES];
    at++;
  }
  return header + Array.from(bytes, (byte) => codes[byte]).join("");
}

/** The most frequent bytes; one that is a digit's own character keeps it, so that text stays text. */
function singles(bytes) {
  const count = new Uint32Array(256);
  for (const byte of bytes) count[byte]++;
  const frequent = [...count.keys()].sort((a, b) => count[b] - count[a] || a - b).slice(0, SINGLES);
  const order = Array.from({ length: SINGLES });
  const others = [];
  for (const byte of frequent.sort((a, b) => a - b)) {
    const own = DIGITS.indexOf(String.fromCharCode(byte));
    if (own >= 0 && own < SINGLES) order[own] = byte;
    else others.push(byte);
  }
  return Array.from(order, (byte) => byte ?? others.shift());
}
