import { make } from "./dom.mjs";
import { optionsView } from "./options-view.mjs";
import { say } from "./strings.mjs";

/** @typedef {import("./contract.mjs").FeedbackTaken} FeedbackTaken */

/**
 * Returns “有用 / 没解决” under an answer; after a tap, what the hall says to it and what can be done next.
 *
 * @param {(useful: boolean) => Promise<FeedbackTaken>} rate
 * @param {(text: string, option?: string) => void} choose
 */
export function feedbackView(rate, choose) {
  const bar = make("div", { class: "feedback", role: "group", "aria-label": say("rate") });
  let isSent = false;

  /** @param {boolean} useful */
  async function tapped(useful) {
    if (isSent) return;
    isSent = true;
    try {
      thank(bar, await rate(useful), choose);
    } catch (_unreachable) {
      isSent = false;
      complain(bar);
    }
  }

  bar.append(
    make("span", { class: "feedback-ask" }, say("rate")),
    make("button", { type: "button", onclick: () => tapped(true) }, say("useful")),
    make("button", { type: "button", onclick: () => tapped(false) }, say("useless")),
  );
  return bar;
}

/**
 * @param {HTMLElement} bar
 * @param {FeedbackTaken} taken
 * @param {(text: string, option?: string) => void} choose
 */
function thank(bar, taken, choose) {
  const said = make("p", { tabindex: "-1", class: "feedback-said" }, taken.text);
  const next = optionsView(say("choose"), taken.options, choose);
  bar.textContent = "";
  bar.append(said);
  if (next) bar.append(next);
  said.focus({ preventScroll: true });
  if (next) next.scrollIntoView({ block: "nearest" });
}

/** @param {HTMLElement} bar */
function complain(bar) {
  const earlier = bar.querySelector(".fault");
  if (earlier) earlier.remove();
  bar.append(make("p", { class: "fault", role: "alert" }, say("rate_failed")));
}
