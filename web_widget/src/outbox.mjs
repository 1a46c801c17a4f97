/** @typedef {import("./contract.mjs").Pending} Pending */
/** @typedef {import("./memory.mjs").Memory} Memory */

const SHELF = "outbox.";

/** What the citizen wrote and the hall has not confirmed, oldest first; it outlives the page. */
export class Outbox {
  /** @param {Memory} memory */
  constructor(memory) {
    this._memory = memory;
    /** @type {Pending[]} */
    this.pending = memory
      .names(SHELF)
      .map((name) => memory.get(name))
      .filter((kept) => kept && kept.id && kept.text)
      .sort((one, other) => one.at - other.at);
  }

  get first() {
    return this.pending[0];
  }

  /**
   * Keeps a message, under its own name: another tab never overwrites it.
   *
   * @param {string} id
   * @param {string} text
   * @param {number} at
   * @param {string} option id of what was tapped, empty for what was typed
   */
  add(id, text, at, option) {
    const written = { id, text, at, option, unsent: false };
    this._memory.set(SHELF + id, written);
    this.pending = this.pending.concat([written]);
  }

  /**
   * @param {Pending} message
   * @param {boolean} unsent
   */
  mark(message, unsent) {
    this.pending = this.pending.map((kept) =>
      kept.id === message.id ? Object.assign({}, kept, { unsent }) : kept,
    );
  }

  /** @param {Pending} message */
  remove(message) {
    this._memory.forget(SHELF + message.id);
    this.pending = this.pending.filter((kept) => kept.id !== message.id);
  }

  clear() {
    this.pending.forEach((message) => this.remove(message));
  }
}
