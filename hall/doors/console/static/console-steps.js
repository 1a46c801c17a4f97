// Steps with a ticket without a reload: the same forms, sent from here, and the answer shown in place.
import { forgetDraft } from "./console-drafts.js";
import { pageIn, swap } from "./console-swap.js";

const LOST = "没有办成：网络中断。您写的还在，请再试一次。";
const BUSY = "没有办成：系统暂时忙。您写的还在，请稍等一会儿再试。";

let underway = false;

/** Whether a step is on its way: what comes unasked waits for it. */
export function isUnderway() {
  return underway;
}

/** Take every step of the page from here. */
export function takeSteps(page, after) {
  page.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!underway) step(page, event.target, event.submitter, after);
  });
}

async function step(page, form, button, after) {
  const body = new FormData(form);
  if (button?.name) body.append(button.name, button.value);
  underway = true;
  form.setAttribute("aria-busy", "true");
  try {
    await show(page, form, button, await send(form, body), body, after);
  } catch {
    say(page, form, LOST);
  } finally {
    underway = false;
    form.removeAttribute("aria-busy");
  }
}

function send(form, body) {
  const headers = { Accept: "text/html", "X-In-Place": "1" };
  return fetch(form.action, { method: "POST", body, headers, credentials: "same-origin" });
}

async function show(page, form, button, answer, body, after) {
  if (answer.status === 204) {
    empty(page, form, body);
    return location.assign(answer.headers.get("Location"));
  }
  if (answer.status === 429 || answer.status >= 500) return say(page, form, BUSY);
  const next = pageIn(await answer.text());
  if (!next || answer.redirected) return leave(form, button);
  if (answer.ok) empty(page, form, body);
  swap(page, next, form, answer.ok);
  after();
  goOn(page, form);
}

/** The session is over, or the ticket gone: the browser sends the form, and shows what the server says. */
function leave(form, button) {
  if (button?.name) {
    const named = document.createElement("input");
    Object.assign(named, { type: "hidden", name: button.name, value: button.value });
    form.append(named);
  }
  form.submit();
}

/** What was sent is written no more; what was typed meanwhile stays. */
function empty(page, form, body) {
  for (const field of form.querySelectorAll("[data-kept]")) {
    const sent = String(body.get(field.name)).replace(/\r\n/g, "\n"); // as older browsers fill a FormData
    forgetDraft(page, field, sent);
    if (field.value.startsWith(sent)) field.value = field.value.slice(sent.length).trimStart();
  }
  for (const files of form.querySelectorAll("input[type=file]")) files.value = "";
}

/** The clerk goes on where it is written; else at what was said about the step. */
function goOn(page, form) {
  const then = form.dataset.then && document.getElementById(form.dataset.then);
  const said = [".said .flash", ".revealed", ".flash.warn"].map((name) => page.querySelector(name));
  const target = then || said.find(Boolean);
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: "nearest" });
}

/** Say what became of a step where it was taken. */
function say(page, form, text) {
  const part = form.closest("[data-part]");
  const place = part.querySelector(".said") || page.querySelector('[data-part="said-reply"]');
  const said = document.createElement("p");
  said.className = "flash error";
  said.setAttribute("role", "alert");
  said.textContent = text;
  place.replaceChildren(said);
  said.scrollIntoView({ block: "nearest" });
}
