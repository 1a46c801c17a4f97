/** Items looked at in this tab, newest first; nothing about a person is kept. */
import { byId, make } from "./counter-dom.js";

const KEY = "onedoor.counter.recent";
const KEPT = 6;
let openIt = () => {};

/** Puts an item on top of the list. */
export function remember(item) {
  const rows = [item, ...read().filter((row) => row.path !== item.path)].slice(0, KEPT);
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify(rows));
  } catch {
    // a browser that keeps nothing still works
  }
  show(rows);
}

export function startRecent(open) {
  openIt = open;
  show(read());
}

function read() {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEY)) || [];
  } catch {
    return [];
  }
}

function show(rows) {
  const place = byId("recent");
  place.hidden = !rows.length;
  place.querySelector("ul").replaceChildren(...rows.map(row));
}

function row({ name, path }) {
  const link = make("a", { text: name, href: path });
  link.addEventListener("click", (event) => {
    event.preventDefault();
    openIt(path);
  });
  return make("li", {}, link);
}
