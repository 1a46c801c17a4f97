// Keys of the console: through a list, into a ticket and back. They do nothing while somebody writes.
import { kept, shelf } from "./console-follow.js";

const LETTERS = "onedoor.letters";
const store = shelf("localStorage");
const help = document.getElementById("keys");

const rows = () => [...document.querySelectorAll("[data-row]")];
const door = (row) => row?.querySelector(".row-link, summary");
const here = () => document.activeElement?.closest?.("[data-row]");
const isNowhere = () => !document.activeElement || document.activeElement.matches("body, main");

function isWriting(target) {
  return target.matches?.("textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])");
}

/** Go up or down the list; from elsewhere to its first row. */
function go(by) {
  const all = rows();
  const at = all.indexOf(here());
  const next = all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)];
  door(next)?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const PLAIN = {
  Enter: () => isNowhere() && door(rows()[0])?.click(),
  ArrowDown: () => (here() || isNowhere()) && go(1),
  ArrowUp: () => here() && go(-1),
};
const SIGNS = {
  j: () => go(1),
  k: () => go(-1),
  x: () => here()?.querySelector(".pick input")?.click(),
  "/": () => document.getElementById("q")?.focus(),
  "?": showHelp,
  "？": showHelp,
};

function showHelp() {
  if (help.open) help.close();
  else help.showModal();
}

function inList(event) {
  if (event.target.matches("summary, a, button") && event.key === "Enter") return;
  if (help.open && !"?？".includes(event.key)) return;
  const act = PLAIN[event.key] ?? (hasSigns() ? SIGNS[event.key] : undefined);
  if (!act || act() === false) return;
  event.preventDefault();
}

function hasSigns() {
  return kept(store, LETTERS) !== "off";
}

/** From a ticket back to the list, which comes as it was left; what is half written stays where it is. */
function backToList(event) {
  const empty = event.target.matches?.(".reply textarea") && !event.target.value;
  const writing = isWriting(event.target) && !empty;
  const back = document.querySelector(".crumbs a");
  if (event.key !== "Escape" || writing || !back || document.querySelector("dialog[open]")) return;
  event.preventDefault();
  back.click();
}

function press(handle, whileWriting) {
  document.addEventListener("keydown", (event) => {
    const isCombined = event.ctrlKey || event.metaKey || event.altKey;
    if (event.defaultPrevented || event.isComposing || isCombined) return;
    if (whileWriting || !isWriting(event.target)) handle(event);
  });
}

function offerHelp() {
  const button = document.getElementById("keys-button");
  const letters = document.getElementById("letters");
  button.hidden = false;
  button.addEventListener("click", showHelp);
  letters.checked = hasSigns();
  letters.addEventListener("change", () => store.setItem(LETTERS, JSON.stringify(letters.checked ? "on" : "off")));
}

if (help) {
  offerHelp();
  press(inList, false);
}
if (document.querySelector(".ticket-page")) press(backToList, true);
