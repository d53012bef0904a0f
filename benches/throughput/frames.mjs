// As much of RFC 6455 §5.2 as the server needs.

/** A whole message in one frame, from a server. */
export function frame(text, binary = false, opcode = binary ? 2 : 1) {
  const payload = Buffer.from(text);
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head[1] === 126) head.writeUInt16BE(length, 2);
  if (head[1] === 127) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Takes a client's bytes as they come; says how many more messages ended in them, and when it closes. */
export function frameCounter(counted, closed) {
  let rest = Buffer.alloc(0);
  // Of the frame of the moment: what of its payload is still to come, and whether a message ends with it.
  let skip = 0;
  let ends = false;
  return (chunk) => {
    if (rest.length > 0) chunk = Buffer.concat([rest, chunk]);
    let at = 0;
    let messages = 0;
    for (;;) {
      const here = Math.min(skip, chunk.length - at);
      at += here;
      skip -= here;
      if (skip > 0) break;
      if (ends) messages += 1;
      ends = false;
      const short = at + 2 > chunk.length ? 0 : chunk[at + 1] & 127;
      const head = 6 + (short === 126 ? 2 : short === 127 ? 8 : 0);
      if (at + head > chunk.length) break;
      const opcode = chunk[at] & 15;
      if (opcode === 8) return closed();
      ends = chunk[at] > 127 && opcode < 8;
      skip = short === 126 ? chunk.readUInt16BE(at + 2) : short === 127 ? Number(chunk.readBigUInt64BE(at + 2)) : short;
      at += head;
    }
    rest = chunk.subarray(at);
    if (messages > 0) counted(messages);
  };
}
