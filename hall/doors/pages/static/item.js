/** The case is chosen in place: what it changes is fetched, shown and marked, and nothing jumps. What is folded opens
 *  where an address leads into it, and for the printer. */
const PARTS = "[data-part]";
const FOLDED = "details.fold";
const ROWS = "li, dd, p";

const form = document.getElementById("switches");
const status = document.getElementById("case-state");
let latest = 0;

function rowsOf(part) {
  return [...part.querySelectorAll(ROWS)];
}

/** Mark the rows that were not there before; return how many these are. */
function marked(before, after) {
  const known = new Set(rowsOf(before).map((row) => row.textContent.trim()));
  const fresh = rowsOf(after).filter((row) => !known.has(row.textContent.trim()));
  fresh.forEach((row) => row.classList.add("changed"));
  return fresh.length;
}

/** What was open stays open; what is closed says that something in it is new. */
function keepOpen(before, after) {
  for (const fold of after.querySelectorAll(FOLDED)) {
    fold.open = before.querySelector(`#${fold.id}`)?.open ?? false;
    fold.classList.toggle("fresh", fold.querySelector(".changed") !== null);
  }
}

function taken(page) {
  let changes = 0;
  for (const part of document.querySelectorAll(PARTS)) {
    const next = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (next) {
      changes += marked(part, next);
      keepOpen(part, next);
      part.replaceWith(next);
    }
  }
  return changes;
}

/** A question that depends on another one comes and goes with it; the button that was pressed keeps the focus. */
function askedAnew(page) {
  const focused = document.activeElement?.id;
  const next = page.getElementById("switches");
  document.getElementById("switches")?.replaceChildren(...(next ? next.childNodes : []));
  tidy();
  if (focused) document.getElementById(focused)?.focus();
}

function tidy() {
  const send = form.querySelector("button");
  if (send) send.hidden = true;
}

async function show() {
  const turn = ++latest;
  const address = new URL(form.getAttribute("action"), window.location.href);
  address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
  address.hash = "";
  try {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (turn !== latest) return;
    const changes = taken(page);
    askedAnew(page);
    window.history.replaceState(null, "", address);
    status.textContent = changes ? `已按您的情况显示，${changes} 处有变化。` : "已按您的情况显示。";
  } catch {
    if (turn !== latest) return;
    form.reset(); // to what is shown: chosen again, it is asked for again
    status.textContent = "网络不通，没有换成。请再选一次。";
  }
}

if (form) {
  tidy();
  form.addEventListener("change", show);
}

/** Open the part an address leads to. */
function openNamed() {
  const fold = document.getElementById(window.location.hash.slice(1));
  if (fold?.matches(FOLDED)) {
    fold.open = true;
    fold.scrollIntoView();
  }
}

let closed = [];

function openAll() {
  closed = [...document.querySelectorAll(`${FOLDED}:not([open])`)];
  for (const fold of closed) fold.open = true;
}

function closeAgain() {
  for (const fold of closed) fold.open = false;
}

openNamed();
window.addEventListener("hashchange", openNamed);
window.addEventListener("beforeprint", openAll);
window.addEventListener("afterprint", closeAgain);
