/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./memory.mjs").Memory} Memory */

const NAME = "aloud";
const LANGUAGE = "zh-CN";
/** Addresses are for the eye. */
const ADDRESS = /(https?:\/\/|www\.)[\x21-\x7e]+/gi;
/** A reading that was stopped or may not begin before a tap is no fault of the device. */
const EXPECTED = Object.freeze(["canceled", "interrupted", "not-allowed"]);

/**
 * @typedef {object} Voice what of `window` reads aloud
 * @property {SpeechSynthesis} [speechSynthesis]
 * @property {new (text: string) => SpeechSynthesisUtterance} [SpeechSynthesisUtterance]
 */

/** Reads aloud what is said to the citizen; off until it is turned on. */
export class ReadAloud {
  /**
   * @param {Voice} browser
   * @param {Memory} memory
   * @param {() => void} failed called when this device cannot read Chinese
   */
  constructor(browser, memory, failed) {
    this._browser = browser;
    this._memory = memory;
    this._failed = failed;
    this._heardTo = Infinity;
  }

  get isPossible() {
    return Boolean(this._browser.speechSynthesis && this._browser.SpeechSynthesisUtterance);
  }

  get isOn() {
    return this.isPossible && this._memory.get(NAME, false);
  }

  /**
   * @param {boolean} isOn
   * @param {Message[]} messages the latest of which is read when it is turned on
   */
  turn(isOn, messages) {
    this._memory.set(NAME, isOn);
    this.stop();
    const last = messages[messages.length - 1];
    if (isOn && last && last.from !== "citizen") this._read(last.text);
  }

  /**
   * Reads what has come since the last look; what was there at the first one, or came unheard, stays unread.
   *
   * @param {Pick<import("./known.mjs").State, "messages" | "loading">} state
   * @param {boolean} isHeard whether the panel is open
   */
  follow({ messages, loading }, isHeard) {
    const news = messages.filter((one) => one.id > this._heardTo);
    if (news.length && this.isOn && isHeard) {
      if (news.some((one) => one.from === "citizen")) this.stop();
      news.filter((one) => one.from !== "citizen").forEach((one) => this._read(one.text));
    }
    const last = messages[messages.length - 1];
    this._heardTo = loading ? Infinity : last ? last.id : 0;
  }

  stop() {
    if (this._browser.speechSynthesis) this._browser.speechSynthesis.cancel();
  }

  /**
   * Reads line by line: some browsers fall silent within a long text.
   *
   * @param {string} text
   */
  _read(text) {
    const { speechSynthesis, SpeechSynthesisUtterance } = this._browser;
    if (!speechSynthesis || !SpeechSynthesisUtterance) return;
    for (const line of linesToRead(text)) {
      const said = new SpeechSynthesisUtterance(line);
      said.lang = LANGUAGE;
      said.onerror = (event) => EXPECTED.includes(event.error) || this._failed();
      speechSynthesis.speak(said);
    }
  }
}

/**
 * Returns the lines of a text as they are read: without addresses.
 *
 * @param {string} text
 */
export function linesToRead(text) {
  return text
    .replace(ADDRESS, "")
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /[\p{L}\p{N}]/u.test(line));
}
