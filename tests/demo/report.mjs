// What a run says: a line for each thing that happened, a line for each promise kept or broken, a total at the end.

export class Report {
  #passed = 0;
  #failed = 0;
  #skipped = 0;
  #broken = false;

  /** Something that happened. */
  say(text) {
    console.log(`     ${text}`);
  }

  /** A new journey begins: what broke before does not concern it. */
  begin(name) {
    this.#broken = false;
    console.log(`---- ${name}`);
  }

  /** The next step of a journey, skipped where an earlier one failed: it would fail for the same reason. */
  async step(promise, body) {
    if (this.#broken) this.#skip(promise, "an earlier step failed");
    else await this.check(promise, body);
  }

  /** A promise, checked by `body`; what it throws is the reason that it was not kept. */
  async check(promise, body) {
    const begun = Date.now();
    try {
      await body();
      this.#passed += 1;
      console.log(`ok   ${promise} (${Date.now() - begun} ms)`);
    } catch (error) {
      this.#failed += 1;
      this.#broken = true;
      console.log(`FAIL ${promise}: ${error.message.split("\n", 1)[0]} (${Date.now() - begun} ms)`);
    }
  }

  /** Prints the total; true where nothing failed. */
  end() {
    console.log(`${this.#passed} passed, ${this.#failed} failed, ${this.#skipped} skipped`);
    return this.#failed === 0;
  }

  #skip(promise, why) {
    this.#skipped += 1;
    console.log(`skip ${promise}: ${why}`);
  }
}

/** Throws unless the two are equal; `what` names the thing. */
export function equal(actual, expected, what) {
  const [is, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (is !== wanted) throw new Error(`${what} is ${is}, expected ${wanted}`);
}

/** Throws unless it is true. */
export function holds(truth, what) {
  if (!truth) throw new Error(what);
}

/** Asks until the text that `ask` reads has `part` in it; says at the end what it read instead. */
export async function untilSays(part, ask) {
  let said;
  try {
    await until(part, async () => (said = await ask()).includes(part));
  } catch (error) {
    throw new Error(`${error.message}; it says: ${said}`);
  }
}

/** Asks until the answer is truthy, and returns it. */
export async function until(what, ask, limitMs = 30_000) {
  const limit = Date.now() + limitMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > limit) throw new Error(`waited ${limitMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
