// The page of a ticket: steps without a reload, new messages, what is half written, canned replies.
// It works without this file; then a step loads the page again, and a reload shows what is new.
import { forgetSent, keepDrafts, showDrafts } from "./console-drafts.js";
import { element, poll, read } from "./console-live.js";
import { offerCanned } from "./console-picker.js";
import { isUnderway, takeSteps } from "./console-steps.js";
import { addMessages, pageIn, swap } from "./console-swap.js";

const EVERY = 2000;
const GONE = "这个工单已不归您的部门办理，这一页不再更新。您写的会留着。";

function follow(page) {
  const say = speaker(page.querySelector(".live-note"));
  let composing = false;
  let interrupted = false;
  page.addEventListener("compositionstart", () => (composing = true));
  page.addEventListener("compositionend", () => (composing = false));
  const take = (news) => {
    addMessages(page, news.messages);
    page.querySelector(".presence").textContent = news.presence;
    const changed = news.page && !composing ? refresh(page, news.page) : "";
    if (changed || interrupted) say(changed);
    interrupted = false;
  };
  const load = async () => {
    const { after, mark } = page.dataset;
    const news = await read(`${page.dataset.url}?after=${after}&mark=${mark}`).catch(gone);
    if (news === null) say("登录已过期，这一页不再更新。写到一半的内容会留着，请", page.dataset.login, "重新登录");
    if (news === GONE) say(GONE, page.dataset.list, "回到工单列表");
    if (news === null || news === GONE) return false;
    if (!isUnderway() && page.dataset.mark === mark) take(news);
    return true;
  };
  poll(load, EVERY, () => {
    interrupted = true;
    say("网络中断，正在重试。您写的还在。");
  });
}

function gone(error) {
  if (error.message === "404") return GONE;
  throw error;
}

/** Show what a colleague or the citizen changed; return what is to be said about it. */
function refresh(page, markup) {
  const before = page.dataset.word;
  swap(page, pageIn(markup));
  showDrafts(page);
  equip(page);
  return before === page.dataset.word ? "" : "工单状态有变化，这一页已更新。您写的还在。";
}

/** Says something under the conversation, until something else is to be said. */
function speaker(note) {
  return (text, href, label) => {
    note.textContent = text;
    if (href) {
      const link = element("a", "", label);
      link.href = href;
      note.append(" ", link);
    }
    note.hidden = !text;
  };
}

function equip(page) {
  const box = page.querySelector(".reply textarea");
  if (!box || box.dataset.equipped) return;
  box.dataset.equipped = "yes";
  sendWithCtrlEnter(box);
  offerCanned(box);
}

function sendWithCtrlEnter(box) {
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    event.preventDefault();
    box.form.requestSubmit(box.form.querySelector("button.primary"));
  });
}

const page = document.querySelector(".ticket-page");
const log = page.querySelector(".log");
log.scrollTop = log.scrollHeight;
forgetSent(page);
keepDrafts(page);
showDrafts(page);
equip(page);
takeSteps(page, () => {
  showDrafts(page);
  equip(page);
});
follow(page);
