// The console without a reload: new messages on a ticket's page, the number of waiting tickets on the list.
// Every page works without this file; then a reload shows what is new.
"use strict";

const EVERY = { messages: 2000, waiting: 5000 };
const SLOWEST = 30000;
const DRAFT = "onedoor.draft.";
const DRAFT_DAYS = 7;

/** Ask `load` again and again, slower while it fails; stops when it returns false. */
function poll(load, pause, failed) {
  let wait = pause;
  const again = async () => {
    try {
      if ((await load()) === false) return;
      wait = pause;
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
      failed();
    }
    setTimeout(again, wait);
  };
  setTimeout(again, wait);
}

/** Fetch JSON; null when the session is over. */
async function read(url) {
  const response = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}

/** A message as the server's page shows it. Text goes in as text, never as markup. */
function article(message) {
  const made = element("article", `message ${message.sender}`, "");
  const by = element("p", "by", `${message.name} `);
  by.append(element("time", "", message.time));
  made.append(by, element("p", "text", message.text), ...message.folded.map(folded));
  return made;
}

/** What the citizen could open under a message. */
function folded(part) {
  const made = element("details", "", "");
  made.append(element("summary", "", part.title), element("p", "text", part.text));
  return made;
}

function followConversation(log) {
  const note = document.querySelector(".live-note");
  const latest = document.getElementById("latest");
  const say = (text, href, label) => {
    note.textContent = text;
    if (href) {
      const link = element("a", "", label);
      link.href = href;
      note.append(" ", link);
    }
    note.hidden = !text;
  };
  let after = Number(log.dataset.after);
  const load = async () => {
    const news = await read(`${log.dataset.url}?after=${after}`);
    if (news === null) {
      say("登录已过期，这一页不再更新。写到一半的答复会留着，请", log.dataset.login, "重新登录");
      return false;
    }
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    for (const message of news.messages) {
      log.insertBefore(article(message), latest);
      after = message.id;
    }
    if (news.messages.length && atEnd) log.scrollTop = log.scrollHeight;
    const changed = news.speaker !== log.dataset.speaker || news.state !== log.dataset.state;
    say(changed ? "工单状态有变化，写到一半的答复会留着，请" : "", changed ? location.pathname : "", "刷新页面");
    return true;
  };
  log.scrollTop = log.scrollHeight;
  poll(load, EVERY.messages, () => say("连接中断，正在重试。没发出的内容还在。"));
}

/** What is half written stays on this device, for the clerk and the ticket, until it is sent. */
function keepDraft(box) {
  const shelf = storage();
  const key = DRAFT + box.form.dataset.draft;
  dropOldDrafts(shelf);
  if (document.querySelector(".flash.sent")) shelf.removeItem(key);
  else if (!box.value) box.value = (JSON.parse(shelf.getItem(key)) || { text: "" }).text;
  const keep = () => {
    if (!box.value.trim()) shelf.removeItem(key);
    else shelf.setItem(key, JSON.stringify({ text: box.value, at: Date.now() }));
  };
  if (box.value) keep();
  box.addEventListener("input", keep);
}

function dropOldDrafts(shelf) {
  const names = Array.from({ length: shelf.length }, (_, index) => shelf.key(index));
  for (const name of names.filter((one) => one.startsWith(DRAFT))) {
    if (Date.now() - JSON.parse(shelf.getItem(name)).at > DRAFT_DAYS * 86400000) shelf.removeItem(name);
  }
}

/** The browser's store; where it is forbidden, one that keeps nothing. */
function storage() {
  try {
    return window.localStorage;
  } catch {
    return { length: 0, key: () => null, getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

/** After a step the clerk goes on where it is written; the browser, led to #latest, takes the focus away first. */
function goOnWriting(box) {
  if (!document.querySelector(".flash")) return;
  const focus = () => {
    box.focus({ preventScroll: true });
    box.setSelectionRange(box.value.length, box.value.length);
  };
  window.addEventListener("load", () => setTimeout(focus));
}

function sendWithCtrlEnter(box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    box.form.requestSubmit();
  });
}

function followWaiting(counts) {
  const title = document.title;
  const known = Number(counts.dataset.waiting);
  const note = element("a", "", "");
  note.href = location.href;
  const status = element("span", "news", "");
  status.setAttribute("role", "status");
  counts.append(" ", status);
  const stopped = element("p", "flash error live-note", "");
  stopped.setAttribute("role", "alert");
  stopped.hidden = true;
  counts.parentElement.after(stopped);
  const load = async () => {
    const news = await read(counts.dataset.url);
    if (news === null) {
      const link = element("a", "", "重新登录");
      link.href = counts.dataset.login;
      stopped.replaceChildren("登录已过期，这一页已停止更新，新工单不会再出现在这里。请", link);
      stopped.hidden = false;
      return false;
    }
    stopped.hidden = true;
    last = clock();
    const more = news.waiting - known;
    note.textContent = more > 0 ? `有 ${more} 件新工单，点此刷新` : "";
    status.replaceChildren(note);
    document.title = more > 0 ? `(${more}) ${title}` : title;
    return true;
  };
  let last = clock();
  poll(load, EVERY.waiting, () => {
    stopped.textContent = `网络中断，这一页从 ${last} 起没有更新，正在重试。`;
    stopped.hidden = false;
  });
}

/** The time on the clock on the wall, such as 14:05:09. */
function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour12: false });
}

const log = document.querySelector(".log[data-url]");
if (log) followConversation(log);
const box = document.querySelector(".reply textarea");
if (box) {
  sendWithCtrlEnter(box);
  keepDraft(box);
  goOnWriting(box);
}
const counts = document.querySelector(".counts[data-url]");
if (counts) followWaiting(counts);
