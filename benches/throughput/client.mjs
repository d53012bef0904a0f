// One measurement, in a page and in Node alike: ms from the first message to the last, at the client.

/** `cpu` is asked at both ends, where it can be asked in here. */
export async function measure(connect, { base, direction, binary, size, count, batch }, cpu = () => 0) {
  const url = `${base}/?direction=${direction}&size=${size}&count=${count}&batch=${batch}&binary=${binary ? 1 : 0}`;
  const message = binary ? new Uint8Array(size).fill(120) : "x".repeat(size);
  let start;
  const begin = () => (start = { at: performance.now(), cpu: cpu() });
  return new Promise((resolve, reject) => {
    const end = () => {
      const took = { ms: performance.now() - start.at, cpu: cpu() - start.cpu };
      client.close();
      resolve(took);
    };
    let came = 0;
    const flooded = (data) => {
      if (came === 0) begin();
      if ((data.length ?? data.byteLength) !== size) reject(new Error(`a message of ${data.length ?? data.byteLength} bytes`));
      if ((came += 1) === count) end();
    };
    // Never more than two batches are under way: a queue that grows without end is none of what is measured, and nobody
    // has to wait for a buffer that says late how full it is.
    let sent = 0;
    const more = () => {
      for (let n = 0; n < batch && sent < count; n += 1, sent += 1) client.send(message);
    };
    const answered = () => {
      if ((came += batch) >= count) end();
      else more();
    };
    const opened = () => {
      if (direction === "in") return client.send("go");
      begin();
      more();
      more();
    };
    const client = connect(url, { opened, received: direction === "in" ? flooded : answered });
  });
}
