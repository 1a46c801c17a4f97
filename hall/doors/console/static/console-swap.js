// The page of a ticket shown afresh in place: the server renders it whole, its marked parts are exchanged here.
// What is written, opened and focused stays; the conversation only grows.

const AT_END = 60;

/** Add messages that the log has not got yet; it stays where it is read, and at the end follows. */
export function addMessages(page, markup, { toEnd = false } = {}) {
  const log = page.querySelector(".log");
  const latest = log.querySelector("#latest");
  const atEnd = toEnd || log.scrollHeight - log.scrollTop - log.clientHeight < AT_END;
  const articles = new DOMParser().parseFromString(markup, "text/html").querySelectorAll("article");
  for (const article of articles) {
    if (Number(article.dataset.id) <= Number(page.dataset.after)) continue;
    log.querySelector(".empty")?.remove();
    log.insertBefore(article, latest);
    page.dataset.after = article.dataset.id;
  }
  if (atEnd) log.scrollTop = log.scrollHeight;
}

/** The ticket's page within a document that the server sent; null when it sent something else. */
export function pageIn(markup) {
  return new DOMParser().parseFromString(markup, "text/html").querySelector(".ticket-page");
}

/** Exchange the parts of the page for those of `next`; `sent` is the form that was taken, null without one. */
export function swap(page, next, sent = null, done = false) {
  const focused = focusedIn(page);
  addMessages(page, next.querySelector(".log").innerHTML, { toEnd: Boolean(sent) });
  for (const part of page.querySelectorAll("[data-part]")) {
    const fresh = next.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh && !staysShown(part, sent)) replace(part, fresh, sent, done);
  }
  page.dataset.mark = next.dataset.mark;
  page.dataset.word = next.dataset.word;
  giveBack(page, focused);
}

/** A contact in clear stays until the clerk does something with it. */
function staysShown(part, sent) {
  return part.querySelector(".revealed") !== null && !part.contains(sent);
}

function replace(part, fresh, sent, done) {
  const form = part.querySelector(":scope > form.reply");
  const other = fresh.querySelector(":scope > form.reply");
  if (form && other) return sent ? renew(form, other) : undefined;
  const typed = typedIn(part).filter(({ of, kept }) => kept || !done || of !== sent?.getAttribute("action"));
  const opened = [...part.querySelectorAll("details[open]")].filter((one) => !done || !one.contains(sent));
  part.replaceChildren(...fresh.childNodes);
  for (const { of, name, value } of typed) fieldOf(part, of, name).forEach((field) => (field.value = value));
  for (const { dataset } of opened) part.querySelector(`details[data-key="${dataset.key}"]`)?.setAttribute("open", "");
}

/** The box in which a clerk writes is never exchanged: only what the form carries unseen. */
function renew(form, other) {
  for (const hidden of other.querySelectorAll("input[type=hidden]")) {
    form.elements.namedItem(hidden.name).value = hidden.value;
  }
}

function typedIn(part) {
  const fields = part.querySelectorAll("textarea[name], input:not([type=hidden])[name], select[name]");
  return [...fields]
    .filter((field) => field.value !== (field.defaultValue ?? ""))
    .map((field) => ({
      of: field.form.getAttribute("action"),
      name: field.name,
      value: field.value,
      kept: "kept" in field.dataset,
    }));
}

function fieldOf(within, action, name) {
  const forms = [...within.querySelectorAll("form")].filter((form) => form.getAttribute("action") === action);
  return forms.flatMap((form) => [...form.elements]).filter((field) => field.name === name);
}

/** What has the focus, in words that find it again. */
function focusedIn(page) {
  const at = document.activeElement;
  if (!page.contains(at)) return null;
  const ends = "selectionStart" in at ? [at.selectionStart, at.selectionEnd] : null;
  return { at, id: at.id, of: at.form?.getAttribute("action"), name: at.name, ends };
}

function giveBack(page, focused) {
  if (!focused || document.contains(focused.at)) return;
  const found = focused.id ? document.getElementById(focused.id) : fieldOf(page, focused.of, focused.name)[0];
  found?.focus({ preventScroll: true });
  if (found && focused.ends) found.setSelectionRange?.(...focused.ends);
}
