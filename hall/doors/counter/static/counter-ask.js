/** The ask box: the same answer as in the chat, for the item whose card is open if the words name none. */
import { byId, make } from "./counter-dom.js";
import { fetchJson, latestOnly } from "./counter-net.js";
import { WORDS } from "./counter-words.js";

/** What the last answer settled; the next question may follow on it. */
let settled = {};

const LINES = {
  materials: (row) => [named(row), row.text, row.count && `　${row.count}`, row.note && `（${row.note}）`],
  steps: (row) => [named(row), row.text, row.note && `（${row.note}）`],
  facts: (row) => [named(row), row.text, row.note && `（${row.note}）`],
  list: (row) => [named(row), row.text],
  text: (row) => [named(row), row.text],
  link: (row) => [row.label, row.text],
};

export function startAsk(open) {
  const ask = latestOnly(async (signal, question, told) => {
    byId("answer").replaceChildren(make("p", { class: "hint", text: WORDS.asking }));
    const body = JSON.stringify({ question, door: "counter", ...told });
    const headers = { "Content-Type": "application/json" };
    const answer = await fetchJson(byId("ask-form").dataset.address, { method: "POST", body, headers, signal });
    settled = after(answer);
    show(answer);
  });

  const asked = (question, told) => ask(question, told).catch((error) => {
    byId("answer").replaceChildren(make("p", { class: "fault", text: error.message }));
  });

  function show(answer) {
    const blocks = answer.blocks.length ? answer.blocks : [{ kind: "text", items: textLines(answer.text) }];
    byId("answer").replaceChildren(
      ...blocks.map(block),
      choices(answer.options, answer),
      answer.alternatives.length ? make("p", { class: "hint", text: WORDS.more }) : "",
      choices(answer.alternatives, answer),
      opener(answer),
      answer.notice ? make("p", { class: "hint", text: answer.notice }) : "",
    );
  }

  function choices(options, answer) {
    if (!options.length) return "";
    const buttons = options.map((option) => {
      const button = make("button", { type: "button", text: option.label });
      button.addEventListener("click", () => asked(option.send, chosen(option, answer)));
      return button;
    });
    return make("div", { class: "options" }, ...buttons);
  }

  function opener(answer) {
    if (!answer.item || !answer.item.item_code) return "";
    const button = make("button", { type: "button", class: "primary", text: WORDS.openItem(answer.item.name) });
    button.addEventListener("click", () => open(`/counter/items/${answer.item.item_code}`, answer.element, answer.situation));
    return button;
  }

  byId("ask-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const question = byId("question").value.trim();
    if (question) asked(question, context());
  });
}

function block({ kind, title, items, folded }) {
  const tag = kind === "materials" || kind === "steps" ? "ol" : kind === "text" ? "div" : "ul";
  const line = tag === "div" ? "p" : "li";
  const rows = items.map((row) => make(line, { text: LINES[kind](row).filter(Boolean).join("") }));
  const lines = make(tag, {}, ...rows);
  if (folded) return make("details", { class: "block folded" }, make("summary", { text: title }), lines);
  return make("div", { class: `block ${kind}` }, title ? make("h3", { text: title }) : "", lines);
}

/** Returns the label before what it names; after a question no colon follows. */
function named({ label }) {
  return label && !label.endsWith("？") ? `${label}：` : label;
}

function textLines(text) {
  return text.split("\n").filter((line) => line.trim()).map((line) => ({ text: line }));
}

function chosen(option, answer) {
  const item = option.item_code || (option.question_id && answer.item ? answer.item.item_code : "");
  const situation = option.question_id ? { ...answer.situation, [option.question_id]: option.option_id } : {};
  const element = option.element || (option.question_id ? answer.element : "");
  return { item_code: item, element: element || "", situation };
}

function after(answer) {
  if (!answer.item || !answer.item.item_code) return settled;
  return { item_code: answer.item.item_code, situation: answer.situation };
}

/** Returns what the question may follow on: the open card, whose situation outweighs that of the last answer, or that. */
function context() {
  const code = document.querySelector(".item-card[data-code]")?.dataset.code;
  if (!code) return settled;
  const form = byId("switches");
  const told = form ? [...new FormData(form)].filter(([, option]) => option) : [];
  const before = code === settled.item_code ? settled.situation : {};
  return { item_code: code, situation: { ...before, ...Object.fromEntries(told) } };
}

/** Puts the cursor into the ask box. */
export function focusAsk() {
  byId("question").focus();
  byId("question").select();
}
