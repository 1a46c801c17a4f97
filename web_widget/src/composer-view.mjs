import { MOST_CHARS } from "./config.mjs";
import { icon, make, setUsable } from "./dom.mjs";
import { say } from "./strings.mjs";

/** @typedef {import("./known.mjs").State} State */

/** What an input method reports for keys that belong to it, in browsers without `isComposing`. */
const COMPOSING = 229;

/** Where the citizen writes. While a question is with the hall, text stays here until it can be sent. */
export class ComposerView {
  /** @param {(text: string) => boolean} send false when it cannot be sent yet */
  constructor(send) {
    this._send = send;
    /** @type {State["refused"]} */
    this._refused = null;
    this.field = make("textarea", {
      id: "question",
      rows: 1,
      maxlength: MOST_CHARS,
      placeholder: say("placeholder"),
      enterkeyhint: "send",
      autocomplete: "off",
      oninput: () => this._grow(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this._typed(event),
    });
    this._sendButton = make("button", { type: "submit", class: "send" }, icon("send"), say("send"));
    this._human = make("button", { type: "button", class: "human" }, icon("person"), say("human"));
    this._human.addEventListener("click", () => this._isUsable() && this._send(say("human_send")));
    this._fault = make("p", { class: "fault", role: "alert", id: "fault" });
    this.node = this._form();
  }

  /** @param {State} state */
  show(state) {
    this._asking = state.asking;
    setUsable(this._sendButton, !state.asking);
    setUsable(this._human, !state.asking);
    if (state.refused !== this._refused) this._refuse(state.refused);
  }

  _form() {
    const label = make("label", { class: "unseen", for: "question" }, say("ask"));
    const row = make("div", { class: "row" }, label, this.field, this._sendButton);
    const form = make("form", { class: "composer", novalidate: true }, this._fault, row, this._human);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this._submit();
    });
    return form;
  }

  _isUsable() {
    return !this._asking;
  }

  _submit() {
    if (!this._isUsable() || !this._send(this.field.value)) return;
    this.field.value = "";
    this._grow();
  }

  /** @param {KeyboardEvent} event */
  _typed(event) {
    const composing = event.isComposing || event.keyCode === COMPOSING;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this._submit();
  }

  /**
   * Gives a refused text back, unless something new is being written.
   *
   * @param {State["refused"]} refused
   */
  _refuse(refused) {
    this._refused = refused;
    const reason = refused && (refused.reason || say("refused_unknown"));
    this._fault.textContent = reason ? say("refused", { reason }) : "";
    if (refused && !this.field.value) this.field.value = refused.text;
    this._describe(Boolean(reason));
    this._grow();
  }

  /** @param {boolean} isWrong */
  _describe(isWrong) {
    const { field } = this;
    if (isWrong) {
      field.setAttribute("aria-invalid", "true");
      field.setAttribute("aria-describedby", this._fault.id);
    } else {
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
    }
  }

  /** Makes the field as high as its text, up to the limit of the style sheet. */
  _grow() {
    this.field.style.height = "auto";
    const border = this.field.offsetHeight - this.field.clientHeight;
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight + border}px`;
  }
}
