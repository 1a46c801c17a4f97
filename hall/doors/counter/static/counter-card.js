/** The item card: opens, follows the situation, counts what is missing, prints, copies, reports. */
import { byId } from "./counter-dom.js";
import { fetchFragment, fetchJson, latestOnly } from "./counter-net.js";
import { remember } from "./counter-recent.js";
import { countMissing, missingOnceBegun, tickAgain, ticked } from "./counter-ticks.js";
import { WORDS } from "./counter-words.js";

const swap = latestOnly(async (signal, path, query) => {
  const html = await fetchFragment(`${path}/card${query}`, signal);
  byId("card").innerHTML = html; // rendered and escaped by the hall's own templates
  return true;
});

/** Opens the card at `path`; `element` is what was asked about, `situation` what was told. */
export async function openCard(path, element = "", situation = {}) {
  const query = asQuery(Object.entries(situation));
  try {
    if (!(await swap(path, query))) return;
  } catch (error) {
    say(error.message, "error");
    return;
  }
  window.history.pushState(null, "", path + query);
  ready(element);
  byId("card-title").focus({ preventScroll: true });
  byId("card").scrollIntoView({ block: "start" });
}

/** Shows the card of the address bar again after “back”. */
export async function reopen() {
  const shown = document.querySelector(".item-card")?.dataset.address ?? "/counter/";
  if (window.location.hash && shown === window.location.pathname) return; // within the page: the skip link
  if (!/^\/counter\/(items|entries)\//.test(window.location.pathname)) {
    window.location.reload();
    return;
  }
  try {
    if (!(await swap(window.location.pathname, window.location.search))) return;
  } catch (error) {
    say(error.message, "error");
    return;
  }
  ready();
}

/** Makes the card that stands in the page work. */
export function ready(element = "") {
  say("");
  const card = document.querySelector(".item-card");
  if (!card) return;
  remember({ name: card.dataset.name, path: card.dataset.address });
  for (const hidden of card.querySelectorAll(".scripted")) hidden.hidden = false;
  if (element) card.querySelector(`[data-element="${element}"]`)?.classList.add("asked");
  countMissing();
}

async function changeSituation(form) {
  const before = ticked();
  const report = byId("report");
  const focused = document.activeElement?.id;
  const told = [...new FormData(form)].filter(([, option]) => option);
  const path = new URL(form.action).pathname;
  try {
    if (!(await swap(path, asQuery(told)))) return;
  } catch (error) {
    form.reset(); // to the case that the card shows
    say(error.message, "error");
    return;
  }
  if (report) byId("report")?.replaceWith(report); // with what is half written in it
  tickAgain(before);
  window.history.replaceState(null, "", path + asQuery(told));
  ready();
  if (focused) byId(focused)?.focus({ preventScroll: true });
}

function asQuery(pairs) {
  return pairs.length ? `?${new URLSearchParams(pairs)}` : "";
}

async function copy() {
  const source = byId("copy-text");
  if (!source) return;
  const missing = missingOnceBegun();
  const first = missing.length ? `${WORDS.missingTitle}${missing.join("、")}${WORDS.missingEnd}` : "";
  const done = await written(first + source.value);
  say(done ? WORDS.copied : WORDS.notCopied, done ? "ok" : "error");
}

/** Resolves to whether the text is on the clipboard; pages over plain HTTP must ask the old way. */
async function written(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return selectedAndCopied(text);
  }
}

function selectedAndCopied(text) {
  const area = document.createElement("textarea");
  const before = document.activeElement;
  area.value = text;
  area.className = "visually-hidden";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

async function report(form) {
  const fault = byId("report-fault");
  fault.hidden = true;
  try {
    const taken = await fetchJson(form.action, { method: "POST", body: new FormData(form) });
    form.reset();
    byId("report").open = false;
    say(taken.text, "ok");
    byId("card-title").focus({ preventScroll: true });
  } catch (error) {
    fault.textContent = error.message;
    fault.hidden = false;
  }
}

/** Shows a sentence above the card; an empty one clears it. */
export function say(text, kind = "ok") {
  const line = byId("said");
  line.textContent = text;
  line.className = `flash ${kind}`;
  line.hidden = !text;
  if (text) line.scrollIntoView({ block: "nearest" });
}

/** What the keyboard can do to the card, by the key pressed with Alt. */
export const CARD_KEYS = {
  KeyP: () => byId("print")?.click(),
  KeyQ: () => byId("slip")?.click(),
  KeyC: copy,
  KeyJ: () => {
    const details = byId("report");
    if (!details) return;
    details.open = true;
    byId("report-text").focus();
  },
};

export function startCard() {
  const place = byId("card");
  place.addEventListener("change", (event) => {
    const form = event.target.closest("#switches");
    if (form) changeSituation(form);
    else if (event.target.closest(".ticks")) countMissing();
  });
  place.addEventListener("click", (event) => {
    if (event.target.closest("#copy")) copy();
  });
  place.addEventListener("submit", (event) => {
    if (event.target.id !== "report-form") return;
    event.preventDefault();
    report(event.target);
  });
  window.addEventListener("popstate", reopen);
  window.addEventListener("pageshow", (event) => event.persisted && countMissing());
  ready();
}
