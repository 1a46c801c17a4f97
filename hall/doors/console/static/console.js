// The console without a reload: new messages on a ticket's page, the number of waiting tickets on the list.
// Every page works without this file; then a reload shows what is new.
"use strict";

const EVERY = { messages: 2000, waiting: 5000 };
const SLOWEST = 30000;

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
  made.append(by, element("p", "text", message.text));
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
      say("登录已过期，请先复制没发出的内容，再", log.dataset.login, "重新登录");
      return false;
    }
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 60;
    for (const message of news.messages) {
      log.insertBefore(article(message), latest);
      after = message.id;
    }
    if (news.messages.length && atEnd) log.scrollTop = log.scrollHeight;
    const changed = news.speaker !== log.dataset.speaker || news.state !== log.dataset.state;
    say(changed ? "工单状态有变化，请" : "", changed ? location.pathname : "", "刷新页面");
    return true;
  };
  log.scrollTop = log.scrollHeight;
  poll(load, EVERY.messages, () => say("连接中断，正在重试。没发出的内容还在。"));
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
  const load = async () => {
    const news = await read(counts.dataset.url);
    if (news === null) return false;
    const more = news.waiting - known;
    note.textContent = more > 0 ? `有 ${more} 件新工单，点此刷新` : "";
    status.replaceChildren(note);
    document.title = more > 0 ? `(${more}) ${title}` : title;
    return true;
  };
  poll(load, EVERY.waiting, () => {});
}

const log = document.querySelector(".log[data-url]");
if (log) followConversation(log);
const box = document.querySelector(".reply textarea");
if (box) sendWithCtrlEnter(box);
const counts = document.querySelector(".counts[data-url]");
if (counts) followWaiting(counts);
