/** @typedef {Node | string | null | undefined | false} Child */

const SVG = "http://www.w3.org/2000/svg";

/** Outlines on a 24 by 24 grid, drawn for this widget. */
const ICONS = Object.freeze({
  chat: "M4 5h16v11H9l-5 4z M8 9h8 M8 12.5h5",
  aloud: "M4 9.5v5h3.5l4.5 4v-13l-4.5 4z M15.5 9a4 4 0 0 1 0 6 M18 6.5a7.5 7.5 0 0 1 0 11",
  speak: "M12 3.5a2.8 2.8 0 0 1 2.8 2.8v5a2.8 2.8 0 0 1-5.6 0v-5a2.8 2.8 0 0 1 2.8-2.8z M6 11.5a6 6 0 0 0 12 0 M12 17.5v3",
  file: "M6 3.5h8l4 4v13H6z M14 3.5v4h4",
  close: "M6 6l12 12 M18 6L6 18",
  clear: "M5 7h14 M10 7V4.5h4V7 M7 7l1 12.5h8L17 7 M10.5 10.5v6 M13.5 10.5v6",
  person: "M12 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 0 1 0-7z M5 20c.6-4 3.4-6 7-6s6.4 2 7 6",
  send: "M12 19.5V5 M6 11l6-6l6 6",
  list: "M9 6h11 M9 12h11 M9 18h11 M4 6h.6 M4 12h.6 M4 18h.6",
  source: "M6 3.5h8l4 4v13H6z M9 11h6 M9 14.5h6",
});

/**
 * Returns a new element. Text is always text, never markup; `on…` functions listen.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes] false, null and undefined leave one out
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  const given = attributes || {};
  for (const name of Object.keys(given)) attribute(node, name, given[name]);
  for (const child of children) if (child) node.append(child);
  return node;
}

/**
 * @param {HTMLElement} node
 * @param {string} name
 * @param {any} value
 */
function attribute(node, name, value) {
  if (typeof value === "function") node.addEventListener(name.slice(2), value);
  else if (value !== false && value !== null && value !== undefined) {
    node.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Returns an icon that assistive technology passes over.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  picture.setAttribute("focusable", "false");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", ICONS[name]);
  picture.append(line);
  return picture;
}

/**
 * Returns text that only assistive technology reads.
 *
 * @param {string} text
 */
export function unseen(text) {
  return make("span", { class: "unseen" }, text);
}

/**
 * Shows whether a button can be used, without taking the focus away from it as `disabled` would.
 *
 * @param {HTMLElement} button
 * @param {boolean} usable
 */
export function setUsable(button, usable) {
  if (usable) button.removeAttribute("aria-disabled");
  else button.setAttribute("aria-disabled", "true");
}
