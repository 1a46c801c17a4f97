// The list of tickets keeps itself up to date in place: focus, ticks and scrolling stay, and nothing moves
// under the hand of somebody who is choosing.
import { goSilent, heed } from "./console-alerts.js";
import { follow, kept, shelf } from "./console-follow.js";
import { boxes, count, picked } from "./console-picking.js";

const EVERY = 5000;
const STILL_MS = 2000;
const PLACE = "onedoor.place";
const byId = (id) => document.getElementById(id);
const queue = byId("queue");
const stopped = byId("stopped");
const news = byId("news");
const visit = shelf("sessionStorage");
let asSent = queue.innerHTML.trim();
let waiting = null;
let touched = 0;
let last = byId("at").textContent.split(" ")[0];

const rowsOf = (part) => [...part.querySelectorAll(".ticket")];
const numberOf = (row) => row.dataset.number;

/** Whether somebody is choosing right now: with the pointer, by ticks, or by marking text. */
function isHeld() {
  const marked = getSelection();
  const marks = !marked.isCollapsed && queue.contains(marked.anchorNode);
  return marks || picked().length > 0 || Date.now() - touched < STILL_MS;
}

function hear(said) {
  stopped.hidden = true;
  last = new Date().toLocaleTimeString("zh-CN", { hour12: false });
  byId("at").textContent = `${last} 更新`;
  byId("waiting").textContent = said.waiting;
  byId("overdue").textContent = said.overdue;
  byId("late").hidden = !said.overdue;
  setHtml(byId("staff"), said.staff);
  heed(said);
  const list = parsed(said.list).innerHTML.trim();
  waiting = list === asSent ? null : list;
  bring();
}

/** Bring in what has come, or say that it has. */
function bring() {
  if (waiting === null) return news.querySelector("button") && news.replaceChildren();
  const fresh = added();
  if (isHeld()) return offer(fresh);
  swap();
  say(fresh.length ? `新到 ${fresh.length} 件` : "");
}

function added() {
  const shown = new Set(rowsOf(queue).map(numberOf));
  return rowsOf(parsed(waiting)).filter((row) => !shown.has(numberOf(row)));
}

function offer(fresh) {
  const text = fresh.length ? `有 ${fresh.length} 件新工单，点此更新列表` : "列表有变化，点此更新";
  if (news.textContent === text) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "as-link";
  button.textContent = text;
  button.addEventListener("click", () => {
    if (waiting !== null) swap();
    say("");
  });
  news.replaceChildren(button);
}

function say(text) {
  if (news.textContent !== text) news.textContent = text;
}

/** Put the new list in the place of the old one; rows that are the same stay the same. */
function swap() {
  const [ticked, focus, still] = [picked().map((box) => box.value), whereFocusIs(), anchor()];
  const before = new Set(rowsOf(queue).map(numberOf));
  const fresh = parsed(waiting);
  for (const row of rowsOf(fresh)) row.classList.toggle("fresh", !before.has(numberOf(row)));
  queue.replaceChildren(...fresh.childNodes);
  asSent = waiting;
  waiting = null;
  for (const box of boxes()) box.checked = ticked.includes(box.value);
  count();
  focus();
  still();
}

/** Return what puts the focus back: on the same part of the same ticket, or on the one that took its place. */
function whereFocusIs() {
  const row = document.activeElement?.closest?.(".ticket");
  if (!row || !queue.contains(row)) return () => {};
  const part = document.activeElement.matches(".pick input") ? ".pick input" : ".row-link";
  const place = { number: numberOf(row), index: rowsOf(queue).indexOf(row) };
  return () => rowAt(place)?.querySelector(part).focus({ preventScroll: true });
}

function rowAt({ number, index }) {
  const all = rowsOf(queue);
  return all.find((row) => numberOf(row) === number) ?? all[Math.min(index, all.length - 1)];
}

/** Return what scrolls so that the row under pointer or focus, or the first one in sight, stands where it stood. */
function anchor() {
  const all = rowsOf(queue);
  const inSight = window.scrollY > 0 ? all.filter((row) => row.getBoundingClientRect().top >= 0) : [];
  const rows = [queue.querySelector(".ticket:hover, .ticket:focus-within"), ...inSight].filter(Boolean);
  const stood = rows.map((row) => [numberOf(row), row.getBoundingClientRect().top]);
  return () => {
    const now = new Map(rowsOf(queue).map((row) => [numberOf(row), row]));
    const kept = stood.find(([number]) => now.has(number));
    if (kept) window.scrollBy(0, now.get(kept[0]).getBoundingClientRect().top - kept[1]);
  };
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html").body;
}

/** Show markup of our own templates; the same one again changes nothing. */
function setHtml(part, html) {
  const fresh = parsed(html);
  if (fresh.textContent.trim() !== part.textContent.trim()) part.replaceChildren(...fresh.childNodes);
}

function end() {
  const link = document.createElement("a");
  link.href = stopped.dataset.login;
  link.textContent = "重新登录";
  stopped.replaceChildren("登录已过期，这一页已停止更新，新工单不会再出现在这里。请", link);
  stopped.hidden = false;
  goSilent();
}

function fail() {
  if (!stopped.hidden) return;
  stopped.textContent = `网络中断，这一页从 ${last} 起没有更新，正在重试。`;
  stopped.hidden = false;
}

/** Remember where the list was left for a ticket. */
function leave(event) {
  const row = event.target.closest(".row-link")?.closest(".ticket");
  if (!row) return;
  const place = { list: queue.dataset.url, number: numberOf(row), index: rowsOf(queue).indexOf(row), top: scrollY };
  visit.setItem(PLACE, JSON.stringify(place));
}

/** Coming back from a ticket, go on where the list was left. */
function comeBack() {
  const place = kept(visit, PLACE);
  const isBack = /\/console\/tickets\/[^/]+$/.test(new URL(document.referrer || location.href).pathname);
  visit.removeItem(PLACE);
  if (!place || !isBack || place.list !== queue.dataset.url) return;
  window.scrollTo(0, place.top);
  rowAt(place)?.querySelector(".row-link").focus({ preventScroll: true });
}

for (const kind of ["pointermove", "pointerdown", "touchmove"]) {
  queue.addEventListener(kind, () => (touched = Date.now()), { passive: true });
}
queue.addEventListener("click", leave);
setInterval(() => waiting !== null && bring(), 1000);
heed({ waiting: Number(byId("waiting").textContent), calls: JSON.parse(queue.dataset.calls) });
comeBack();
follow(queue.dataset.url, EVERY, { heard: hear, failed: fail, over: end });
