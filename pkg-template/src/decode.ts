// WebAssembly in a string of printable ASCII, as `embed.mjs` writes it: nothing in it is ever escaped, by any bundler.
//
// What is alike stands together, as that compresses best: the opcodes, and what follows them by its kind, each from its
// end. After brotli that is 7 % less than the bytes themselves are; base64 is 28 % more.

type Bytes = number[];

/** An opcode below the first of these has no operand, one below the next has one, and so on; two at once skip a turn. */
const BOUNDS = [2, 5, 12, 15, 16, 17, 32, 35, 35, 37, 40, 63, 65, 66, 66, 67, 68, 69, 252, 256];

export function decode(text: string): Uint8Array<ArrayBuffer> {
  const [bytes, rest, heads, opcodes, ...operands] = text.split("}}").map(column) as [Bytes, Bytes, Bytes, Bytes, ...Bytes[]];
  /** Takes numbers over, and gives the last byte: a LEB128 ends with a byte below 128. */
  const take = (from: Bytes, count = 1, end = 128): number => {
    let byte = 0;
    while (count) {
      bytes.push((byte = from.pop()!));
      if (byte < end) count--;
    }
    return byte;
  };
  const kinds = Array.from({ length: 256 }, (_, opcode) => BOUNDS.findIndex((bound) => opcode < bound));
  for (let depth = 0; opcodes.length; ) {
    if (!depth) {
      // A function: its length and how many groups of locals it has, then the size and the type of each.
      take(heads, 2 * take(heads, 2));
      depth = 1;
    }
    const opcode = opcodes.pop()!;
    bytes.push(opcode);
    const kind = kinds[opcode]!;
    // `block`, `loop` and `if`; `end`.
    depth += +(kind === 1) - +(opcode === 11);
    // The alignment of a load or store, of which the build leaves none.
    if (kind === 11) bytes.push(0);
    if (kind & 1) {
      const operand = operands[kind >> 1]!;
      const last = kind === 17 ? take(operand, 8, 256) : take(operand);
      // `br_table` has as many labels, and one more.
      if (opcode === 14) take(operand, last + 1);
    }
  }
  return new Uint8Array(bytes.concat(rest));
}

/** The bytes 0 to 73 and 106 to 122 are one character, text mostly its own; all others are `}` or `~` and a character. */
function column(text: string): Bytes {
  const bytes = [];
  let page = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code > 124) page = code - 124;
    else {
      // `{` and `|` stand for the two whose characters are a quote and a backslash.
      const byte = code > 123 ? 18 : code > 122 ? 34 : code > 73 && code < 106 ? code - 74 : code;
      bytes.push(byte + (page ? (page > 1 ? (byte < 74 ? 182 : 59) : byte < 74 ? 74 : 42) : 0));
      page = 0;
    }
  }
  return bytes;
}
