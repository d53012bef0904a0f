// What a lane can prove about its messages: both directions are numbered from 1, so what is missing is counted, not
// guessed. What came in is counted here; what arrived at the server is counted by the server's ledger.

export class Tally {
  /** Messages that the page gave the lane to send; the last one's number. */
  made = 0;
  /** Messages that the server confirmed, and the highest number among them. */
  confirmed = 0;
  highestConfirmed = 0;
  /** Messages that came from the server, and the highest number among them. */
  received = 0;
  newest = 0;
  /** Everything up to these numbers has had its time: what is not there is lost. */
  #due = { out: 0, in: 0 };
  #got = new Set();
  #ledger = { missing: 0, doubled: 0 };

  confirm(n) {
    this.confirmed += 1;
    this.highestConfirmed = Math.max(this.highestConfirmed, n);
  }

  /** Takes a message of the server's; returns how many numbers were skipped right before it. */
  take(seq) {
    const skipped = Math.max(0, seq - this.newest - 1);
    this.received += 1;
    this.#got.add(seq);
    this.newest = Math.max(this.newest, seq);
    return skipped;
  }

  /** Up to which number the server's ledger can be asked what is missing: what is older than a confirmed one is late. */
  get answerable() {
    return Math.max(this.highestConfirmed, this.#due.out);
  }

  /** What the server's ledger says of the numbers up to `answerable`. */
  judge({ missing, doubled }) {
    this.#ledger = { missing, doubled };
  }

  /** Messages up to these numbers have had time enough. */
  writeOff(mark) {
    this.#due = mark;
  }

  get lost() {
    return Math.max(this.newest, this.#due.in) - this.#got.size + this.#ledger.missing;
  }

  /** Messages of the server's that came more than once. */
  get repeated() {
    return this.received - this.#got.size;
  }

  get doubled() {
    return this.repeated + this.#ledger.doubled;
  }

  /** Of the server's messages 1 to `last`, those that never came. */
  missingUpTo(last) {
    let missing = 0;
    for (let seq = 1; seq <= last; seq += 1) if (!this.#got.has(seq)) missing += 1;
    return missing;
  }
}
