// The other half of `src/decode.ts`: bytes to a string that no bundler escapes.

/** @param {Uint8Array} bytes */
export function encode(bytes) {
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
