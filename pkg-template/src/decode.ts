// WebAssembly in a string of printable ASCII, as `embed.mjs` writes it: nothing in it is ever escaped, by any bundler.
//
// What is alike stands together, as that compresses best: the opcodes, and what follows them by its kind, in columns.
// After brotli that is 6 % less than the bytes themselves are; base64 is 28 % more.

/** An opcode below the first of these has no operand, one below the next has one, and so on; two at once skip a turn. */
const BOUNDS = [2, 5, 12, 15, 16, 17, 32, 35, 35, 37, 40, 63, 65, 66, 66, 67, 68, 69, 252, 256];

/** The columns: what is before the code and behind it, the heads of functions, the opcodes; then the operands' own. */
const enum Column {
  Before,
  Behind,
  Heads,
  Opcodes,
  Operands,
}

export function decode(text: string): Uint8Array<ArrayBuffer> {
  const columns = text.split("}}");
  const read = columns.map(() => 0);
  const bytes = new Uint8Array(2 * text.length);
  let length = 0;
  const code = (column: number): number => columns[column]!.charCodeAt(read[column]!++);
  /** The bytes 0 to 73 and 106 to 122 are one character, text mostly its own; all others are `}` or `~` and a character. */
  const take = (column: number): number => {
    const first = code(column);
    const char = first > 124 ? code(column) : first;
    // `{` and `|` stand for the two whose characters are a quote and a backslash.
    let byte = char > 123 ? 18 : char > 122 ? 34 : char > 73 && char < 106 ? char - 74 : char;
    if (first > 124) byte += first > 125 ? (byte < 74 ? 182 : 59) : byte < 74 ? 74 : 42;
    return (bytes[length++] = byte);
  };
  /** Numbers as LEB128, which end with a byte below 128; gives the last byte. */
  const numbers = (column: number, count: number): number => {
    let byte = 0;
    while (count) if ((byte = take(column)) < 128) count--;
    return byte;
  };
  const rest = (column: number, each: (column: number) => void): void => {
    while (read[column]! < columns[column]!.length) each(column);
  };
  const kinds = Array.from(bytes.slice(0, 256), (_, opcode) => BOUNDS.findIndex((bound) => opcode < bound));
  let depth = 0;
  rest(Column.Before, take);
  rest(Column.Opcodes, (opcodes) => {
    if (!depth) {
      // A function: its length and how many groups of locals it has, then the size and the type of each.
      numbers(Column.Heads, 2 * numbers(Column.Heads, 2));
      depth = 1;
    }
    const opcode = take(opcodes);
    const kind = kinds[opcode]!;
    const operand = Column.Operands + (kind >> 1);
    // `block`, `loop` and `if`; `end`.
    if (kind === 1) depth++;
    if (opcode === 11) depth--;
    // The alignment of a load or store, of which the build leaves none.
    if (kind === 11) length++;
    if (kind === 17) for (let byte = 8; byte--; ) take(operand);
    else if (kind & 1) {
      const last = numbers(operand, 1);
      // `br_table` has as many labels, and one more.
      if (opcode === 14) numbers(operand, last + 1);
    }
  });
  rest(Column.Behind, take);
  return bytes.slice(0, length);
}
