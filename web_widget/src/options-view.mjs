import { make } from "./dom.mjs";
import { say } from "./strings.mjs";
import { labelsOf } from "./wording.mjs";

/** @typedef {import("./contract.mjs").Option} Option */

/**
 * Returns options as buttons; a tap says the option in the citizen's place. Null without options.
 *
 * @param {string} title read aloud, and shown when `isShown`
 * @param {Option[] | undefined} options
 * @param {(text: string, option?: string) => void} choose
 * @param {boolean} [isShown]
 */
export function optionsView(title, options, choose, isShown) {
  if (!options || !options.length) return null;
  const labels = labelsOf(options);
  const buttons = options.map((option, index) => {
    const tap = { type: "button", onclick: () => choose(option.send, option.id) };
    return make("li", {}, make("button", tap, labels[index]));
  });
  return make(
    "div",
    { class: "options" },
    isShown && make("p", { class: "options-title", "aria-hidden": "true" }, title),
    make("ul", { "aria-label": title }, ...buttons),
  );
}

/**
 * Returns what else could have been meant, folded away under a good answer.
 *
 * @param {Option[] | undefined} options
 * @param {(text: string, option?: string) => void} choose
 * @param {boolean} isFolded
 */
export function alternativesView(options, choose, isFolded) {
  const view = optionsView(say("alternatives"), options, choose, !isFolded);
  if (!view || !isFolded) return view;
  return make("details", { class: "else" }, make("summary", {}, say("something_else")), view);
}
