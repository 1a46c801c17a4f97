import { make } from "./dom.mjs";
import { keepFocusIn } from "./focus.mjs";
import { say } from "./strings.mjs";

/** The question whether the conversation is to be cleared. */
export class ClearView {
  /**
   * @param {() => void} clear
   * @param {() => void} closed called when the question is gone, whatever the answer
   */
  constructor(clear, closed) {
    this._closed = closed;
    const yes = make("button", { type: "button", class: "danger" }, say("clear_yes"));
    this._no = make("button", { type: "button" }, say("clear_no"));
    yes.addEventListener("click", () => {
      this.close();
      clear();
    });
    this._no.addEventListener("click", () => this.close());
    this.node = make("div", { class: "veil", hidden: true }, this._box(yes));
  }

  get isOpen() {
    return !this.node.hidden;
  }

  open() {
    this.node.hidden = false;
    this._no.focus();
  }

  close() {
    this.node.hidden = true;
    this._closed();
  }

  /** @param {HTMLElement} yes */
  _box(yes) {
    const box = make(
      "div",
      {
        class: "ask-clear",
        role: "alertdialog",
        "aria-modal": "true",
        "aria-labelledby": "clear-title",
        "aria-describedby": "clear-text",
      },
      make("h3", { id: "clear-title" }, say("clear_title")),
      make("p", { id: "clear-text" }, say("clear_text")),
      make("div", { class: "choices" }, this._no, yes),
    );
    box.addEventListener("keydown", (event) => event.key === "Tab" && keepFocusIn(box, event));
    return box;
  }
}
