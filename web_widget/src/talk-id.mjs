/** @typedef {import("./memory.mjs").Memory} Memory */

const NAME = "conversation";

/**
 * The id of the conversation on this device: every tab holds the same one, from the first word on.
 *
 * Each tab draws its own before anything is said, so nothing is remembered of a visitor who only looks.
 */
export class TalkId {
  /**
   * @param {Memory} memory
   * @param {() => string} drawId
   */
  constructor(memory, drawId) {
    this._memory = memory;
    this._drawId = drawId;
    /** @type {string} */
    this.current = this.kept || drawId();
  }

  /** The id this device remembers; undefined before the first word. */
  get kept() {
    return this._memory.get(NAME);
  }

  /** Whether this is the conversation that the device remembers. */
  get isKept() {
    return this.kept === this.current;
  }

  /** Remembers the conversation, unless another tab began one. */
  keep() {
    if (!this.kept) this._memory.set(NAME, this.current);
  }

  /** Goes over to the conversation that the device remembers, to a new one where there is none. */
  adopt() {
    this.current = this.kept || this._drawId();
  }

  forget() {
    this._memory.forget(NAME);
    this.adopt();
  }
}
