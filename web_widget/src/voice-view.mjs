import { Dictation } from "./dictation.mjs";
import { icon, make } from "./dom.mjs";
import { toggleEntry } from "./menu-view.mjs";
import { ReadAloud } from "./read-aloud.mjs";
import { say } from "./strings.mjs";

/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./memory.mjs").Memory} Memory */

const NAME = "dictates";

/**
 * @typedef {object} VoiceParts
 * @property {import("./read-aloud.mjs").Voice & import("./dictation.mjs").Ear} browser
 * @property {Memory} memory
 * @property {import("./composer-view.mjs").ComposerView} composer
 */

/** Reading aloud and asking by voice, where the browser can; both are off until the citizen turns them on. */
export class VoiceView {
  /** @param {VoiceParts} parts */
  constructor({ browser, memory, composer }) {
    this._memory = memory;
    this._composer = composer;
    /** @type {Message[]} */
    this._messages = [];
    this._aloud = new ReadAloud(browser, memory, () => composer.complain(say("aloud_failed")));
    this._dictation = new Dictation(browser, {
      heard: (text) => composer.write(this._before + text),
      listens: (isListening) => this._showListening(isListening),
      failed: (why) => composer.complain(FAILED[why]()),
    });
    this._before = "";
    this._wasAsking = false;
    composer.field.addEventListener("input", () => this._dictation.drop());
    this._word = make("span", {}, say("speak"));
    this._button = make("button", { type: "button", class: "speak", "aria-pressed": "false" }, icon("speak"), this._word);
    this._button.addEventListener("click", () => this._tapped());
    composer.node.append(this._button);
    this._offer();
  }

  /** The entries of the menu: none for what this browser cannot do. */
  get entries() {
    return [
      ...(this._aloud.isPossible ? [this._aloudEntry()] : []),
      ...(this._dictation.isPossible ? [this._speakEntry(), noteView()] : []),
    ];
  }

  /**
   * @param {import("./known.mjs").State} state
   * @param {boolean} isOpen
   */
  show(state, isOpen) {
    this._messages = state.messages;
    if (state.asking && !this._wasAsking) this._dictation.drop();
    this._wasAsking = state.asking;
    this._aloud.follow(state, isOpen);
  }

  /** Neither speaks nor listens any more. */
  stop() {
    this._aloud.stop();
    this._dictation.drop();
  }

  _aloudEntry() {
    const turn = (/** @type {boolean} */ isOn) => this._aloud.turn(isOn, this._messages);
    return toggleEntry("aloud", say("aloud"), this._aloud.isOn, turn);
  }

  _speakEntry() {
    return toggleEntry("speak", say("dictate"), this._memory.get(NAME, false), (isOn) => {
      this._memory.set(NAME, isOn);
      this._dictation.drop();
      this._offer();
    });
  }

  _offer() {
    this._button.hidden = !this._dictation.isPossible || !this._memory.get(NAME, false);
  }

  _tapped() {
    if (this._dictation.isListening) return this._dictation.stop();
    this._aloud.stop();
    this._composer.complain("");
    this._before = this._composer.field.value;
    this._dictation.start();
  }

  /** @param {boolean} isListening */
  _showListening(isListening) {
    this._button.setAttribute("aria-pressed", String(isListening));
    this._word.textContent = isListening ? say("listening") : say("speak");
  }
}

/** @type {Record<import("./dictation.mjs").Deafness, () => string>} */
const FAILED = {
  refused: () => say("deaf_refused"),
  no_microphone: () => say("deaf_no_microphone"),
  nothing: () => say("deaf_nothing"),
  unable: () => say("deaf_unable"),
};

/** Says who hears what is spoken. */
function noteView() {
  return make("p", { class: "menu-note" }, say("dictate_note"));
}
