import { icon, make, setUsable } from "./dom.mjs";
import { say } from "./strings.mjs";

/** @typedef {import("./known.mjs").State} State */

/** What an input method reports for keys that belong to it, in browsers without `isComposing`. */
const COMPOSING = 229;

const DRAFT = "draft";

/** Where the citizen writes. While a question is with the hall, text stays here until it can be sent. */
export class ComposerView {
  /**
   * @param {(text: string) => boolean} send false when it cannot be sent yet
   * @param {import("./memory.mjs").Memory} visit keeps what was begun while the tab is open
   */
  constructor(send, visit) {
    this._send = send;
    this._visit = visit;
    /** @type {State["refused"]} */
    this._refused = null;
    this.field = make("textarea", {
      id: "question",
      rows: 1,
      placeholder: say("placeholder"),
      enterkeyhint: "send",
      autocomplete: "off",
      oninput: () => this._changed(),
      onkeydown: (/** @type {KeyboardEvent} */ event) => this._typed(event),
    });
    this._sendButton = make("button", { type: "submit", class: "send" }, icon("send"), say("send"));
    this._human = make("button", { type: "button", class: "human" }, icon("person"), say("human"));
    this._human.addEventListener("click", () => this._isUsable() && this._send(say("human_send")));
    this._fault = make("p", { class: "fault", role: "alert", id: "fault" });
    this.node = this._form();
    this.field.value = visit.get(DRAFT, "");
  }

  /** @param {State} state */
  show(state) {
    this._asking = state.asking;
    setUsable(this._sendButton, !state.asking);
    setUsable(this._human, !state.asking);
    if (state.refused !== this._refused) this._refuse(state.refused);
  }

  /**
   * Puts a text into the field for the citizen to go on with.
   *
   * @param {string} text
   */
  write(text) {
    this.field.value = text;
    this._changed();
  }

  /**
   * Says what went wrong beside sending; "" takes it back.
   *
   * @param {string} reason
   */
  complain(reason) {
    this._fault.textContent = reason;
    this._describe(false);
  }

  /** Lays the field out around its text: it has no height while the panel is closed. */
  fit() {
    this._grow();
  }

  _changed() {
    this._visit.set(DRAFT, this.field.value);
    this._grow();
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
    this.write("");
  }

  /** @param {KeyboardEvent} event */
  _typed(event) {
    const composing = event.isComposing || event.keyCode === COMPOSING;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    this._submit();
  }

  /**
   * Gives a refused text back, before what is being written meanwhile.
   *
   * @param {State["refused"]} refused
   */
  _refuse(refused) {
    this._refused = refused;
    const reason = refused && (refused.reason || say("refused_unknown"));
    this._fault.textContent = reason ? say("refused", { reason }) : "";
    this._describe(Boolean(reason));
    if (refused) this.write([refused.text, this.field.value].filter(Boolean).join("\n"));
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
