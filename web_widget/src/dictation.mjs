/**
 * What went wrong, for a sentence: no leave to listen, nothing to listen with, nothing heard, no way to understand.
 *
 * @typedef {"refused" | "no_microphone" | "nothing" | "unable"} Deafness
 *
 * @typedef {object} Ear what of `window` understands speech
 * @property {new () => any} [SpeechRecognition]
 * @property {new () => any} [webkitSpeechRecognition]
 *
 * @typedef {object} Hearing
 * @property {(text: string) => void} heard called with all that was said so far
 * @property {(isListening: boolean) => void} listens
 * @property {(why: Deafness) => void} failed
 */

const LANGUAGE = "zh-CN";
/** @type {Record<string, Deafness>} by the browser's word for it */
const FAULTS = {
  "not-allowed": "refused",
  "service-not-allowed": "refused",
  "audio-capture": "no_microphone",
  "no-speech": "nothing",
};
/** Stopped on purpose. */
const ABORTED = "aborted";

/** Turns one spoken question into text, by what the browser has for it. */
export class Dictation {
  /**
   * @param {Ear} browser
   * @param {Hearing} hearing
   */
  constructor(browser, hearing) {
    this._Recognition = browser.SpeechRecognition || browser.webkitSpeechRecognition;
    this._hearing = hearing;
    /** @type {any} */
    this._running = null;
  }

  get isPossible() {
    return Boolean(this._Recognition);
  }

  get isListening() {
    return Boolean(this._running);
  }

  start() {
    if (!this._Recognition || this._running) return;
    const recognition = new this._Recognition();
    Object.assign(recognition, { lang: LANGUAGE, interimResults: true, continuous: false });
    recognition.onresult = (/** @type {any} */ event) => this._hearing.heard(textOf(event.results));
    recognition.onerror = (/** @type {any} */ event) => this._fail(event.error);
    recognition.onend = () => this._end(recognition);
    this._running = recognition;
    this._hearing.listens(true);
    try {
      recognition.start();
    } catch (_busy) {
      this._fail("busy");
      this._end(recognition);
    }
  }

  /** Listens no longer; what was heard stays. */
  stop() {
    if (this._running) this._running.stop();
  }

  /** Stops at once: nothing is heard any more, not even what was said already. */
  drop() {
    const running = this._running;
    if (!running) return;
    running.onresult = null;
    this._end(running);
    running.abort();
  }

  /** @param {string} error */
  _fail(error) {
    if (error !== ABORTED) this._hearing.failed(FAULTS[error] || "unable");
  }

  /** @param {any} recognition */
  _end(recognition) {
    if (this._running !== recognition) return;
    this._running = null;
    this._hearing.listens(false);
  }
}

/**
 * Returns what was understood so far.
 *
 * @param {ArrayLike<ArrayLike<{transcript: string}>>} results
 */
function textOf(results) {
  let text = "";
  for (let index = 0; index < results.length; index += 1) text += results[index][0].transcript;
  return text;
}
