// The list of tickets without a reload: the number of those that wait.
// Every page works without this file; then a reload shows what is new.
import { element, poll, read } from "./console-live.js";

const EVERY = 5000;

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
  poll(load, EVERY, () => {
    stopped.textContent = `网络中断，这一页从 ${last} 起没有更新，正在重试。`;
    stopped.hidden = false;
  });
}

/** The time on the clock on the wall, such as 14:05:09. */
function clock() {
  return new Date().toLocaleTimeString("zh-CN", { hour12: false });
}

const counts = document.querySelector(".counts[data-url]");
if (counts) followWaiting(counts);
