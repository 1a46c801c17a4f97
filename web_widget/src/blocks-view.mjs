import { make } from "./dom.mjs";
import { callable, paragraphs, safeAddress } from "./wording.mjs";

/** @typedef {import("./contract.mjs").Block} Block */
/** @typedef {import("./contract.mjs").BlockItem} BlockItem */

/** @type {Record<string, (items: BlockItem[], hall: string) => HTMLElement>} */
const KINDS = {
  text: textView,
  materials: materialsView,
  steps: stepsView,
  facts: factsView,
  list: listView,
  link: linkView,
};

/**
 * Returns a block laid out, closed under its title if it is folded; an unknown kind is shown as text.
 *
 * @param {Block} block
 * @param {string} hall
 */
export function blockView(block, hall) {
  const view = (KINDS[block.kind] || textView)(block.items, hall);
  const name = `block ${block.kind}`;
  if (block.folded) {
    return make("details", { class: `${name} folded` }, make("summary", {}, block.title), view);
  }
  const title = block.title && make("h4", { class: "block-title" }, block.title);
  return make("div", { class: name }, title, view);
}

/**
 * Returns text in which hotlines can be tapped.
 *
 * @param {string} text
 */
export function spoken(text) {
  const nodes = callable(text).map((piece) =>
    piece.number ? make("a", { href: `tel:${piece.text}`, class: "call" }, piece.text) : piece.text,
  );
  return make("span", {}, ...nodes);
}

/** @param {BlockItem[]} items */
function textView(items) {
  return make("div", {}, ...items.map(textLines).flat());
}

/** @param {BlockItem} item */
function textLines(item) {
  const lines = paragraphs(item.text).map((text) => make("p", {}, spoken(text)));
  if (lines.length && item.label) lines[0].prepend(labelOf(item.label));
  if (item.note) lines.push(make("p", {}, noteView(item.note)));
  return lines;
}

/** @param {BlockItem[]} items */
function materialsView(items) {
  return make("ol", {}, ...items.map(materialView));
}

/** @param {BlockItem} item */
function materialView(item) {
  return make(
    "li",
    {},
    labelView(item.label),
    make("span", { class: "name" }, item.text),
    item.count && make("span", { class: "count" }, item.count),
    noteView(item.note),
  );
}

/** @param {BlockItem[]} items */
function stepsView(items) {
  const steps = items.map((item) =>
    make(
      "li",
      {},
      item.note && make("span", { class: "label" }, item.note),
      item.label && make("strong", { class: "name" }, item.label),
      make("span", { class: "detail" }, spoken(item.text)),
    ),
  );
  return make("ol", {}, ...steps);
}

/** @param {BlockItem[]} items */
function factsView(items) {
  if (!items.every((item) => item.label)) return textView(items);
  return make("dl", {}, ...items.map(factView));
}

/** @param {BlockItem} item */
function factView(item) {
  const said = make("dd", {}, spoken(item.text), noteView(item.note));
  return make("div", {}, make("dt", {}, item.label), said);
}

/** @param {BlockItem[]} items */
function listView(items) {
  const rows = items.map((item) =>
    make("li", {}, labelView(item.label), spoken(item.text), noteView(item.note)),
  );
  return make("ul", {}, ...rows);
}

/**
 * @param {BlockItem[]} items
 * @param {string} hall
 */
function linkView(items, hall) {
  const links = items.map((item) => {
    const address = safeAddress(item.text, hall);
    const name = item.label || item.text;
    return make("p", {}, address ? leadingTo(address, name) : name);
  });
  return make("div", {}, ...links);
}

/**
 * Returns a link out of the panel; the page under it stays.
 *
 * @param {string} address
 * @param {...import("./dom.mjs").Child} children
 */
export function leadingTo(address, ...children) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

/** @param {string | undefined} label */
function labelView(label) {
  return label ? labelOf(label) : null;
}

/** @param {string} label */
function labelOf(label) {
  return make("span", { class: "label" }, label);
}

/** @param {string | undefined} note */
function noteView(note) {
  return note ? make("span", { class: "note" }, spoken(note)) : null;
}
