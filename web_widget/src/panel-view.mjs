import { ClearView } from "./clear-view.mjs";
import { ComposerView } from "./composer-view.mjs";
import { icon, make } from "./dom.mjs";
import { keepFocusIn } from "./focus.mjs";
import { LogView } from "./log-view.mjs";
import { MenuView, actionEntry } from "./menu-view.mjs";
import { StatusView } from "./status-view.mjs";
import { say } from "./strings.mjs";
import { VoiceView } from "./voice-view.mjs";

/** @typedef {import("./known.mjs").State} State */

/** The same bounds as in widget.css: here the panel covers the whole page. */
const WHOLE_PAGE = "(max-width: 600px), (max-height: 480px)";
/** Where focusing the field would raise a keyboard over half of the screen. */
const TOUCH = "(pointer: coarse)";

/**
 * @typedef {object} PanelActions
 * @property {string} hall
 * @property {import("./memory.mjs").Memory} memory of this device
 * @property {import("./memory.mjs").Memory} visit what lasts as long as the tab
 * @property {(text: string, option?: string) => boolean} send
 * @property {(message: import("./contract.mjs").Message, useful: boolean) =>
 *   Promise<import("./contract.mjs").FeedbackTaken>} rate
 * @property {() => void} retry
 * @property {() => void} clear
 * @property {() => void} close
 * @property {() => void} toggleElder
 */

/** The chat panel: a dialog beside the page, or over it where there is no room for both. */
export class PanelView {
  /** @param {PanelActions} actions */
  constructor(actions) {
    this._actions = actions;
    this._log = new LogView({
      hall: actions.hall,
      choose: actions.send,
      rate: actions.rate,
      resend: actions.retry,
    });
    this._status = new StatusView(actions.hall, actions.retry);
    this._composer = new ComposerView(actions.send, actions.visit);
    this._voice = new VoiceView({ browser: window, memory: actions.memory, composer: this._composer });
    const clear = actionEntry("clear", say("clear"), () => this._askToClear());
    this._menu = new MenuView([...this._voice.entries, clear]);
    this._clear = new ClearView(actions.clear, () => this._menu.button.focus());
    this._elderButton = headerButton(say("elder"), actions.toggleElder);
    this._title = make("h2", { id: "title", tabindex: "-1" }, say("title"));
    this.node = this._dialog();
    this.node.addEventListener("keydown", (event) => this._typed(event));
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /**
   * @param {State} state
   * @param {number} newFrom id of the first message that nobody has seen; 0 without one
   */
  show(state, newFrom) {
    this._status.show(state);
    this._composer.show(state);
    this._log.show(state, newFrom);
    this._voice.show(state, this.isOpen);
  }

  /** @param {boolean} takesFocus */
  open(takesFocus) {
    this.node.hidden = false;
    this.node.setAttribute("aria-modal", String(matches(WHOLE_PAGE)));
    this._composer.fit();
    this._log.reveal();
    if (takesFocus) (matches(TOUCH) ? this._title : this._composer.field).focus();
  }

  close() {
    this._voice.stop();
    this._menu.close();
    if (this._clear.isOpen) this._clear.close();
    this.node.hidden = true;
  }

  /** Neither speaks nor listens any more: the citizen goes on to another page. */
  hush() {
    this._voice.stop();
  }

  /**
   * @param {boolean} isOn
   * @param {() => void} change makes everything larger or smaller
   */
  setElder(isOn, change) {
    this._elderButton.setAttribute("aria-pressed", String(isOn));
    this._log.resize(change);
  }

  _askToClear() {
    this._voice.stop();
    this._menu.close();
    this._clear.open();
  }

  _dialog() {
    const close = headerButton(say("close"), this._actions.close);
    close.prepend(icon("close"));
    const name = make("div", { class: "name" }, this._title, make("p", {}, say("subtitle")));
    const menu = this._menu;
    const tools = make("div", { class: "tools" }, this._elderButton, menu.button, menu.node, close);
    return make(
      "div",
      { class: "panel", role: "dialog", "aria-labelledby": "title", hidden: true },
      make("div", { class: "header" }, name, tools),
      this._talk(),
      make("div", { class: "foot" }, this._status.node, this._composer.node),
      this._clear.node,
    );
  }

  /** Returns the log; a tap beside the open menu closes it. */
  _talk() {
    this._log.node.addEventListener("click", () => this._menu.close());
    return this._log.node;
  }

  /** Closes what lies on top. */
  _leave() {
    if (this._clear.isOpen) this._clear.close();
    else if (this._menu.isOpen) this._menu.leave();
    else this._actions.close();
  }

  /** @param {KeyboardEvent} event */
  _typed(event) {
    if (event.key === "Escape" || event.key === "Esc") {
      event.preventDefault();
      this._leave();
    } else if (event.key === "Tab" && !this._clear.isOpen && matches(WHOLE_PAGE)) {
      keepFocusIn(this.node, event);
    }
  }
}

/**
 * @param {string} text
 * @param {() => void} pressed
 */
function headerButton(text, pressed) {
  return make("button", { type: "button", onclick: pressed }, make("span", {}, text));
}

/** @param {string} query */
function matches(query) {
  return window.matchMedia(query).matches;
}
