import { icon, make } from "./dom.mjs";
import { say } from "./strings.mjs";

/** The button that opens the panel; it stands aside while the panel is open. */
export class LauncherView {
  /** @param {() => void} open */
  constructor(open) {
    this._badge = make("span", { class: "badge", "aria-hidden": "true", hidden: true });
    this.node = make(
      "button",
      { type: "button", class: "launcher", "aria-haspopup": "dialog", onclick: open },
      icon("chat"),
      make("span", {}, say("launcher")),
      this._badge,
    );
    this.setUnread(0);
  }

  /** @param {number} count messages that came while the panel was closed */
  setUnread(count) {
    this._badge.hidden = count === 0;
    this._badge.textContent = String(count);
    const name = count ? say("launcher_unread", { count }) : say("launcher");
    this.node.setAttribute("aria-label", name);
  }
}
