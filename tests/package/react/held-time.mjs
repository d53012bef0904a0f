// The page's frames, and its timers of a tenth of a second, which come when a test says so.

export class HeldTime {
  #frames = new Map();
  #timers = new Map();
  #given = 0;
  #real = { ...pick(globalThis) };

  constructor() {
    globalThis.requestAnimationFrame = (callback) => this.#hold(this.#frames, callback);
    globalThis.setTimeout = (callback, ms, ...given) =>
      ms === 100 ? this.#hold(this.#timers, callback) : this.#real.setTimeout.call(globalThis, callback, ms, ...given);
    globalThis.clearTimeout = (id) => this.#timers.delete(id) || this.#real.clearTimeout.call(globalThis, id);
  }

  #hold(held, callback) {
    // Numbers that no timer of the page's own has.
    const id = -(this.#given += 1);
    held.set(id, callback);
    return id;
  }

  frame() {
    run(this.#frames);
  }

  tenth() {
    run(this.#timers);
  }

  release() {
    Object.assign(globalThis, this.#real);
    this.frame();
    this.tenth();
  }
}

const pick = ({ requestAnimationFrame, setTimeout, clearTimeout }) => ({ requestAnimationFrame, setTimeout, clearTimeout });

/** Those that are held now, not those that they ask for. */
function run(held) {
  const callbacks = [...held.values()];
  held.clear();
  for (const callback of callbacks) callback(performance.now());
}
