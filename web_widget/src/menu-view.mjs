import { icon, make } from "./dom.mjs";
import { say } from "./strings.mjs";

/** What is needed less often than the rest of the header, folded away under one button. */
export class MenuView {
  /** @param {HTMLElement[]} entries one that leads elsewhere closes the menu itself */
  constructor(entries) {
    this.button = make(
      "button",
      { type: "button", "aria-expanded": "false", "aria-controls": "menu" },
      make("span", {}, say("more")),
    );
    this.button.addEventListener("click", () => this._set(!this.isOpen));
    this.node = make(
      "div",
      { class: "menu", id: "menu", role: "group", "aria-label": say("more"), hidden: true },
      ...entries,
    );
    this.node.addEventListener("focusout", (event) => this._left(event));
    this.button.addEventListener("focusout", (event) => this._left(event));
  }

  get isOpen() {
    return !this.node.hidden;
  }

  /** Closes the menu and gives the focus back to its button. */
  leave() {
    this._set(false);
    this.button.focus();
  }

  close() {
    this._set(false);
  }

  /** @param {boolean} isOpen */
  _set(isOpen) {
    this.node.hidden = !isOpen;
    this.button.setAttribute("aria-expanded", String(isOpen));
  }

  /** @param {FocusEvent} event */
  _left(event) {
    const next = /** @type {Node | null} */ (event.relatedTarget);
    if (next && next !== this.button && !this.node.contains(next)) this.close();
  }
}

/** @typedef {"aloud" | "clear" | "speak"} Picture */

/**
 * Returns an entry that is on or off.
 *
 * @param {Picture} picture
 * @param {string} text
 * @param {boolean} isOn
 * @param {(isOn: boolean) => void} turn
 */
export function toggleEntry(picture, text, isOn, turn) {
  const button = actionEntry(picture, text, () => {
    const next = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(next));
    turn(next);
  });
  button.setAttribute("aria-pressed", String(isOn));
  return button;
}

/**
 * Returns an entry that does something.
 *
 * @param {Picture} picture
 * @param {string} text
 * @param {() => void} pressed
 */
export function actionEntry(picture, text, pressed) {
  return make("button", { type: "button", onclick: pressed }, icon(picture), make("span", {}, text));
}
