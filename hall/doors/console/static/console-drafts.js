// What is half written stays on this device, for the clerk and the ticket, until it is sent.
import { shelf } from "./console-follow.js";

const DRAFT = "onedoor.draft.";
const DRAFT_DAYS = 7;

const store = shelf("localStorage");

/** Where a field's draft lies: the reply has no name of its own. */
function place(page, field) {
  return `${DRAFT}${page.dataset.draft} ${field.dataset.kept}`.trim();
}

function textOf(kept) {
  return (JSON.parse(kept) || { text: "" }).text;
}

function write(key, text) {
  if (text.trim()) store.setItem(key, JSON.stringify({ text, at: Date.now() }));
  else store.removeItem(key);
}

/** Keep what is typed in the page's fields from now on, also from another tab on the same ticket. */
export function keepDrafts(page) {
  dropOld();
  page.addEventListener("input", ({ target }) => {
    if ("kept" in target.dataset) write(place(page, target), target.value);
  });
  window.addEventListener("storage", (event) => {
    const field = fields(page).find((one) => place(page, one) === event.key);
    if (field && field.value === textOf(event.oldValue)) field.value = textOf(event.newValue);
  });
}

/** Put what was kept into fields that are empty; the last one that could not be sent is shown to be copied. */
export function showDrafts(page) {
  for (const field of fields(page)) {
    const kept = textOf(store.getItem(place(page, field)));
    if (field.value) write(place(page, field), field.value);
    else if (kept) {
      field.value = kept;
      field.closest("details")?.setAttribute("open", "");
    }
  }
  const unsent = page.querySelector("#unsent");
  if (!unsent) return;
  unsent.value ||= textOf(store.getItem(`${DRAFT}${page.dataset.draft}`));
  unsent.parentElement.hidden = !unsent.value;
}

/** What was sent is no draft; what was typed since is one. */
export function forgetDraft(page, field, sent) {
  const key = place(page, field);
  if (textOf(store.getItem(key)).trim() === sent.trim()) store.removeItem(key);
}

/** The page came back from a step taken without this script. */
export function forgetSent(page) {
  if (page.querySelector(".flash.sent")) store.removeItem(`${DRAFT}${page.dataset.draft}`);
}

function fields(page) {
  return [...page.querySelectorAll("[data-kept]")];
}

function dropOld() {
  const names = Array.from({ length: store.length }, (_, index) => store.key(index));
  for (const name of names.filter((one) => one.startsWith(DRAFT))) {
    if (Date.now() - JSON.parse(store.getItem(name)).at > DRAFT_DAYS * 86400000) store.removeItem(name);
  }
}
