/** The ticks of the card: what they leave missing, and how they outlive a change, a print and a reload. */
import { byId } from "./counter-dom.js";
import { WORDS } from "./counter-words.js";

function boxes() {
  return [...document.querySelectorAll(".ticks input")];
}

/** Returns the materials that were ticked, by name: another situation numbers them anew. */
export function ticked() {
  return new Set(boxes().filter((box) => box.checked).map((box) => box.dataset.paper));
}

export function tickAgain(names) {
  for (const box of boxes()) box.checked = names.has(box.dataset.paper);
}

/** Returns the names of what is still missing; empty before anything was ticked. */
export function missingOnceBegun() {
  return ticked().size ? missing() : [];
}

function missing() {
  return boxes()
    .filter((box) => "counts" in box.dataset && !box.checked)
    .map((box) => box.dataset.paper);
}

/** Says what is missing, and keeps the ticks in the address. */
export function countMissing() {
  const line = byId("missing");
  if (!line) return;
  const names = missing();
  const begun = ticked().size > 0;
  line.classList.toggle("complete", begun && !names.length);
  line.textContent = boxes().length ? sentence(begun, names) : "";
  keepTicks();
}

function sentence(begun, names) {
  if (begun) return names.length ? WORDS.missing(names) : WORDS.complete;
  return names.length ? WORDS.total(names.length) : WORDS.noneNeeded;
}

function keepTicks() {
  const address = new URL(window.location.href);
  const told = [...address.searchParams].filter(([name]) => name !== "have");
  const have = boxes().filter((box) => box.checked).map((box) => ["have", box.value]);
  const query = new URLSearchParams([...told, ...have]).toString();
  address.search = query ? `?${query}` : "";
  window.history.replaceState(null, "", address);
}
