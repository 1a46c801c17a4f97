import { attachmentsView } from "./attachments-view.mjs";
import { blockView, leadingTo, spoken } from "./blocks-view.mjs";
import { icon, make, unseen } from "./dom.mjs";
import { feedbackView } from "./feedback-view.mjs";
import { alternativesView, optionsView } from "./options-view.mjs";
import { say } from "./strings.mjs";
import {
  blocksOf,
  checklistAddress,
  demandAddress,
  guideAddress,
  isAnswered,
  paragraphs,
  tone,
} from "./wording.mjs";

/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./contract.mjs").Pending} Pending */
/** @typedef {import("./contract.mjs").Greeting} Greeting */
/** @typedef {import("./contract.mjs").FeedbackTaken} FeedbackTaken */

/**
 * What a citizen can do in the log.
 *
 * @typedef {object} Actions
 * @property {string} hall
 * @property {(text: string, option?: string) => void} choose with the id of what was tapped
 * @property {(message: Message, useful: boolean) => Promise<FeedbackTaken>} rate
 * @property {() => void} resend
 */

/**
 * Returns a message of the hall's list, without what is only there while it is the latest.
 *
 * @param {Message} message
 * @param {Actions} actions
 */
export function messageView(message, actions) {
  if (message.from === "citizen") return ownView(message.text);
  const { answer } = message;
  const view = bubble(message.from, answer ? tone(answer.status) : "");
  for (const block of blocksOf(message)) view.append(blockView(block, actions.hall));
  const files = message.from === "staff" && attachmentsView(message.attachments, actions.hall);
  if (files) view.append(files);
  const pages = answer && pagesView(answer, actions.hall);
  if (pages) placePages(view, pages);
  if (answer && answer.notice) view.append(sourceView(answer.notice));
  return view;
}

/**
 * Returns what the citizen said.
 *
 * @param {string} text
 */
export function ownView(text) {
  const view = bubble("citizen", "");
  view.append(make("p", { class: "own" }, text));
  return view;
}

/**
 * Returns what stands under a message that could not be sent.
 *
 * @param {Actions} actions
 */
export function unsentView(actions) {
  const again = make("button", { type: "button", onclick: actions.resend }, say("resend"));
  return make("div", { class: "unsent" }, make("strong", {}, say("unsent")), say("unsent_why"), again);
}

/**
 * Returns the greeting.
 *
 * @param {Greeting} greeting
 */
export function greetingView(greeting) {
  const view = bubble("bot", "");
  for (const text of paragraphs(greeting.text)) view.append(make("p", {}, spoken(text)));
  return view;
}

/**
 * Returns what can be tapped as long as nothing else was asked: options, neighbours, “有用 / 没解决”.
 *
 * @param {Message} message
 * @param {boolean} isRated
 * @param {Actions} actions
 */
export function liveView(message, isRated, actions) {
  const { answer } = message;
  if (!answer) return null;
  const { options, alternatives, status } = answer;
  const answered = isAnswered(status);
  const view = make(
    "div",
    { class: "live" },
    optionsView(say("choose"), options, actions.choose),
    alternativesView(alternatives, actions.choose, answered),
  );
  if (answered && !isRated) {
    view.append(feedbackView((useful) => actions.rate(message, useful), actions.choose));
  }
  return view;
}

/**
 * Returns the most-asked items.
 *
 * @param {Greeting} greeting
 * @param {Actions} actions
 */
export function mostAskedView(greeting, actions) {
  const view = make("div", { class: "live" });
  const options = optionsView(say("most_asked"), greeting.options, actions.choose, true);
  if (options) view.append(options);
  return view;
}

/**
 * @param {import("./contract.mjs").Sender} sender
 * @param {string} manner
 */
function bubble(sender, manner) {
  const name = say(sender === "citizen" ? "you" : sender);
  const who = make("h3", { class: "who" }, name);
  return make("article", { class: `message ${sender} ${manner}`.trim(), tabindex: "-1" }, who);
}

/**
 * Returns the links to what can be printed and to the whole guide; null for an answer without either.
 *
 * @param {import("./contract.mjs").Answer} answer
 * @param {string} hall
 */
function pagesView(answer, hall) {
  const checklist = checklistAddress(answer, hall);
  const guide = guideAddress(answer, hall);
  const demand = demandAddress(answer, hall);
  if (!checklist && !guide) return null;
  return make(
    "p",
    { class: "pages" },
    checklist && pageLink(checklist, "list", say("checklist")),
    guide && pageLink(guide, "source", say("guide")),
    demand && pageLink(demand, "source", say("demand")),
  );
}

/**
 * Puts the links under the materials: a question that ends an answer stays beside its options.
 *
 * @param {HTMLElement} view
 * @param {HTMLElement} pages
 */
function placePages(view, pages) {
  const lists = view.querySelectorAll(".block.materials");
  if (lists.length) lists[lists.length - 1].after(pages);
  else view.append(pages);
}

/**
 * @param {string} address
 * @param {"list" | "source"} picture
 * @param {string} name
 */
function pageLink(address, picture, name) {
  const link = leadingTo(address, icon(picture), name, unseen(`（${say("new_window")}）`));
  link.className = "button";
  return link;
}

/** @param {string} notice */
function sourceView(notice) {
  return make("p", { class: "source" }, icon("source"), unseen(`${say("source")}：`), notice);
}
