// The editor saves by itself, shows what was found wrong and what a citizen would read, and works on rows in place.
// Without this script its buttons do the same by loading the page again.

const EVERY_MS = 3000;
const AGAIN_MS = 10000;
const page = document.getElementById("editor-page");
const form = document.getElementById("editor");
const status = document.getElementById("saved");
let unsaved = false;
let stopped = false;
let saving = null;
let timer = 0;

function say(text, isWrong = false) {
  status.textContent = text;
  status.classList.toggle("unsaved", isWrong);
}

/** Save in a while; who goes on typing does not put it off. */
function later(wait = EVERY_MS) {
  if (stopped || timer) return;
  timer = setTimeout(() => {
    timer = 0;
    save();
  }, wait);
}

function notLater() {
  clearTimeout(timer);
  timer = 0;
}

function changed() {
  unsaved = true;
  if (!stopped) say("还没有保存");
  later();
}

function link(text, address) {
  const made = document.createElement("a");
  made.href = address;
  made.textContent = text;
  return made;
}

/** Stop saving by itself and say what to do; what is typed stays on the page. */
function stop(text, words, address) {
  stopped = true;
  say(`${text} `, true);
  const way = link(words, address);
  if (address === page.dataset.login) way.target = "_blank";
  status.append(way);
}

async function save() {
  if (saving || !unsaved) return saving;
  unsaved = false;
  saving = send().finally(() => (saving = null));
  return saving;
}

async function send() {
  let answer;
  try {
    const body = new URLSearchParams(new FormData(form));
    answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    unsaved = true;
    say("网络断了，还没有保存，连上会接着存", true);
    return later(AGAIN_MS);
  }
  await take(answer);
}

async function take(answer) {
  const isData = answer.headers.get("Content-Type")?.includes("json");
  if (answer.redirected || answer.status === 401 || !isData) {
    unsaved = true;
    say("登录已过期，您写的还在这一页。", true);
    status.append(link("在新窗口重新登录，这里会接着保存", page.dataset.login));
    status.lastChild.target = "_blank";
    return later(AGAIN_MS);
  }
  const told = await answer.json();
  if (!answer.ok) {
    unsaved = true;
    return told.settle ? stop(told.said, "看看两边的改动", told.settle) : say(told.said ?? "没有保存，请稍后再试", true);
  }
  form.elements.namedItem("based_on").value = told.save;
  if (unsaved) later();
  else say(told.said);
  showFaults(told.faults);
  await showPreview();
}

/** Put each fault at its field, and all of them at the top with a way to each. */
function showFaults(faults) {
  for (const told of form.querySelectorAll(".told")) told.replaceChildren();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  const list = document.createElement("ul");
  for (const { at, place, text, stops } of faults) {
    const kind = stops ? "错误" : "提醒";
    const item = document.createElement("li");
    item.append(link(`${kind}：${place}：${text}`, `#${at}`));
    list.append(item);
    const line = document.createElement("p");
    line.className = stops ? "fault" : "reminder";
    line.textContent = `${kind}：${text}`;
    document.getElementById(`${at}-told`)?.append(line);
    const field = document.getElementById(at);
    if (field?.matches("input, select, textarea")) field.setAttribute("aria-invalid", "true");
  }
  showSummary(list);
}

function showSummary(list) {
  const place = document.getElementById("faults");
  place.replaceChildren();
  if (!list.children.length) return;
  const part = document.createElement("section");
  part.className = "card summary";
  const head = document.createElement("h2");
  head.textContent = `要看的地方（${list.children.length} 处）`;
  part.append(head, list);
  place.append(part);
}

async function showPreview() {
  const body = document.getElementById("preview-body");
  if (!body) return;
  const asked = new URLSearchParams();
  for (const one of document.querySelectorAll("#preview select")) if (one.value) asked.set(one.name, one.value);
  try {
    const answer = await fetch(`${page.dataset.preview}?${asked}`);
    if (answer.ok && !answer.redirected) body.innerHTML = await answer.text();
  } catch {
    return;
  }
}

/** Add, copy, move or remove a row: the server answers with the whole page, whose form is put in place of this one. */
async function step(button) {
  await saving;
  notLater();
  const body = new URLSearchParams(new FormData(form, button));
  form.inert = true;
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!next.getElementById("editor")) throw new Error("no editor");
    exchange(next, new URL(answer.url).searchParams.get("at"));
  } catch {
    form.inert = false;
    button.dataset.plain = "1";
    unsaved = false;
    form.requestSubmit(button);
  }
}

function exchange(next, at) {
  const open = [...document.querySelectorAll("#parts details[open]")].map((part) => part.id);
  for (const id of ["parts", "faults"]) document.getElementById(id).replaceWith(next.getElementById(id));
  form.elements.namedItem("based_on").value = next.getElementById("editor").elements.namedItem("based_on").value;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  form.inert = false;
  unsaved = false;
  say(next.getElementById("saved").textContent);
  const row = document.getElementById(at);
  row?.closest(".part")?.setAttribute("open", "");
  row?.scrollIntoView({ block: "center" });
  (row?.querySelector("input:not([type=hidden]), select, textarea") ?? row)?.focus();
  showPreview();
}

/** Faults lie in parts that may be folded. */
function unfold(id) {
  for (let part = document.getElementById(id); part; part = part.parentElement) {
    if (part.tagName === "DETAILS") part.open = true;
  }
}

if (form) {
  form.addEventListener("input", changed);
  form.addEventListener("click", (event) => {
    const button = event.target.closest('button[name="step"]');
    if (!button || button.dataset.plain || stopped) return;
    event.preventDefault();
    step(button);
  });
  form.addEventListener("submit", () => {
    unsaved = false;
    notLater();
  });
  document.getElementById("preview")?.addEventListener("change", () => (unsaved ? save() : showPreview()));
  page.addEventListener("click", ({ target }) => {
    const way = target.closest?.('a[href^="#"]');
    if (way) unfold(way.getAttribute("href").slice(1));
  });
  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
