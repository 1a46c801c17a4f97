import { leadingTo } from "./blocks-view.mjs";
import { make } from "./dom.mjs";
import { say } from "./strings.mjs";

/** @typedef {import("./known.mjs").State} State */

/** The line above the field: who speaks, or why the hall cannot be reached and what to do then. */
export class StatusView {
  /**
   * @param {string} hall
   * @param {() => void} tryAgain
   */
  constructor(hall, tryAgain) {
    this._hall = hall;
    this._tryAgain = tryAgain;
    this._shown = "";
    this.node = make("div", { class: "status", role: "status" });
  }

  /** @param {State} state */
  show(state) {
    const said = state.trouble ? [state.said || say("offline")] : speaking(state);
    if (said.join("") === this._shown) return;
    this._shown = said.join("");
    this.node.textContent = "";
    this.node.classList.toggle("trouble", Boolean(state.trouble));
    const [first, more] = said;
    if (first) this.node.append(make("p", {}, first, more && make("span", { class: "more" }, more)));
    if (state.trouble) this.node.append(this._ways());
  }

  _ways() {
    const again = make("button", { type: "button", onclick: this._tryAgain }, say("try_again"));
    const page = leadingTo(`${this._hall}/chat`, say("plain_page"));
    return make("p", { class: "ways" }, again, page, make("a", { href: "tel:12345" }, say("hotline")));
  }
}

/**
 * Returns who speaks, and what is good to know besides where there is room.
 *
 * @param {State} state
 */
function speaking(state) {
  if (state.speaker === "staff") return [say("staffed")];
  if (state.speaker !== "waiting") return [];
  return [say("waiting"), state.note || say("waiting_open")];
}
