// The other half of `src/decode.ts`: a module to columns of a string that no bundler escapes.

/** @param {Uint8Array} bytes */
export function encode(bytes) {
  const { code, end, columns } = split(bytes);
  return [bytes.subarray(0, code), bytes.subarray(end), ...columns].map(characters).join("}}");
}

/** The bounds of the code, and its columns: the heads of functions, the opcodes, and the operands of each kind. */
function split(bytes) {
  const columns = Array.from({ length: 12 }, () => []);
  let at = 8;
  /** Reads a LEB128, into a column. */
  const number = (column = []) => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      column.push(byte);
      value += (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  for (;;) {
    const section = bytes[at++];
    const size = number();
    if (section === 10) break;
    at += size;
  }
  const functions = number();
  const code = at;
  for (let index = 0; index < functions; index++) {
    const size = number(columns[0]);
    const last = at + size;
    const groups = number(columns[0]);
    for (let half = 0; half < 2 * groups; half++) number(columns[0]);
    while (at < last) instruction(bytes, columns, number, () => at++);
  }
  return { code, end: at, columns };
}

/** The kinds of operands, in the order of their columns: the first opcode that has it, and the last one. */
const KINDS = [[2, 4], [12, 14], [16, 16], [32, 34], [35, 36], [40, 62], [65, 65], [66, 66], [68, 68], [252, 255]];

function instruction(bytes, [, opcodes, ...operands], number, next) {
  const opcode = bytes[next()];
  opcodes.push(opcode);
  const kind = KINDS.findIndex(([first, last]) => opcode >= first && opcode <= last);
  if (kind < 0) return;
  const operand = operands[kind];
  if (opcode >= 40 && opcode <= 62 && number() !== 0) throw new Error("embed.mjs: the module says how it is aligned");
  if (opcode === 68) for (let byte = 0; byte < 8; byte++) operand.push(bytes[next()]);
  else {
    const count = number(operand);
    if (opcode === 14) for (let label = 0; label <= count; label++) number(operand);
  }
}

/** Bytes as characters. */
function characters(bytes) {
  return Array.from(bytes, (byte) => {
    const single = one(byte);
    if (single) return single;
    // The same offsets as in `decode`.
    for (const [prefix, low, high] of [["}", 74, 42], ["~", 182, 59]]) {
      const value = byte - low >= 0 && byte - low < 74 ? byte - low : byte - high;
      const char = value >= 0 && (value < 74) === (value === byte - low) ? one(value) : undefined;
      if (char) return prefix + char;
    }
    throw new Error(`embed.mjs: no code for byte ${byte}`);
  }).join("");
}

/** The character of a byte that has one. */
function one(byte) {
  if (byte === 34) return "{";
  if (byte === 18) return "|";
  if (byte < 32) return String.fromCharCode(byte + 74);
  return byte < 74 || (byte > 105 && byte < 123) ? String.fromCharCode(byte) : undefined;
}
