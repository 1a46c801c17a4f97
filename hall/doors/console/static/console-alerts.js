// A sound and a note on the desktop when a ticket waits or a citizen writes again: off until asked for, kept per browser.
import { follow, kept, shelf } from "./console-follow.js";

const ON = "onedoor.alerts";
const KNOWN = "onedoor.calls";
const KNOWN_MS = 120000;
const RANG = "onedoor.rang";
const RANG_MS = 1500;
const EVERY = 10000;
const TONES = [880, 1175];
const TONE_SECONDS = 0.16;
const store = shelf("localStorage");
const script = document.getElementById("alerting");
const icon = document.querySelector('link[rel="icon"]');
const usual = { title: document.title, icon: icon.href };
let sound = null;
let known = knownBefore();

/** Return what called when a page of this browser last looked; null when that is long ago. */
function knownBefore() {
  const left = kept(store, KNOWN);
  return left && Date.now() - left.at < KNOWN_MS ? left.calls : null;
}

/** Take what calls now: the title counts what waits, and what was not there before is told. */
export function heed({ waiting, calls }) {
  document.title = waiting ? `(${waiting}) ${usual.title}` : usual.title;
  const before = known;
  known = calls;
  mark(KNOWN, JSON.stringify({ at: Date.now(), calls }));
  if (before === null) return;
  const fresh = calls.filter((call) => !before.includes(call) && !isBeforeTheEyes(call));
  if (!fresh.length) return;
  if (document.hidden) icon.href = usual.icon.replace("icon.svg", "icon-new.svg");
  if (isOn()) tell(fresh);
}

/** Say, in the title too, that the login is over and nothing will be told any more. */
export function goSilent() {
  document.title = `已停止更新 · ${usual.title}`;
  if (!isOn()) return;
  ring();
  if (isElsewhere()) note("登录已过期，收不到新工单了，请重新登录。");
}

/** Whether the clerk has the ticket of this call open and looks at it. */
function isBeforeTheEyes(call) {
  return !document.hidden && location.pathname.endsWith(`/${call.split("!")[0]}`);
}

function isOn() {
  return store.getItem(ON) === "on";
}

function tell(fresh) {
  if (!ring()) say("浏览器还不让这一页出声，在页面上点一下就好。");
  const again = fresh.filter((call) => call.includes("!")).length;
  const parts = [
    fresh.length > again ? `${fresh.length - again} 件新工单` : "",
    again ? `${again} 位市民又留言了` : "",
  ];
  if (isElsewhere()) note(parts.filter(Boolean).join("，"));
}

function isElsewhere() {
  return document.hidden || !document.hasFocus();
}

function note(text) {
  if (!("Notification" in window) || Notification.permission !== "granted") return;
  try {
    const shown = new Notification("一扇门服务台", { body: text, tag: "onedoor-queue", renotify: true, icon: usual.icon });
    shown.onclick = () => {
      window.focus();
      shown.close();
    };
  } catch {
    // Chrome on Android lets no page do this; the sound has to do.
  }
}

/** Keep something for the other tabs; a store that is full or forbidden keeps nothing. */
function mark(name, value) {
  try {
    store.setItem(name, value);
  } catch {
    // Then two tabs may sound.
  }
}

/** Play two short tones, one tab for all of them; return whether the browser lets the page be heard. */
function ring() {
  if (!wake() || sound.state !== "running") return false;
  if (Date.now() - Number(store.getItem(RANG)) < RANG_MS) return true;
  mark(RANG, String(Date.now()));
  TONES.forEach((pitch, place) => {
    const tone = sound.createOscillator();
    const level = sound.createGain();
    const start = sound.currentTime + place * TONE_SECONDS;
    tone.frequency.value = pitch;
    level.gain.setValueAtTime(0.2, start);
    level.gain.exponentialRampToValueAtTime(0.001, start + TONE_SECONDS);
    tone.connect(level).connect(sound.destination);
    tone.start(start);
    tone.stop(start + TONE_SECONDS);
  });
  return true;
}

/** Get the sound ready; a browser allows it once somebody has clicked or typed. */
function wake() {
  if (!("AudioContext" in window)) return false;
  sound ??= new AudioContext();
  if (sound.state === "suspended") sound.resume();
  return true;
}

const NOTED = "看别的页面时会弹出提醒。";

function say(text) {
  const line = document.getElementById("alerts-said");
  if (line) line.textContent = text;
}

async function switchOver(button) {
  store.setItem(ON, isOn() ? "off" : "on");
  label(button);
  if (!isOn()) return say("提醒已关。");
  if (wake()) await sound.resume();
  const heard = ring();
  const noted = await mayNote();
  const alone = heard && noted !== NOTED ? "只能响一声。" : "";
  say(`${heard ? "刚才响的就是提示音。" : "这个浏览器不能出声。"}${noted}${alone}`);
}

async function mayNote() {
  if (!window.isSecureContext) return "服务台不是用 https 打开的，不能弹出提醒，要开请找系统管理员。";
  if (!("Notification" in window)) return "这个浏览器不能弹出提醒。";
  const given = Notification.permission === "default" ? await Notification.requestPermission() : Notification.permission;
  return given === "granted" ? NOTED : "浏览器没有允许弹出提醒；要弹出，请在地址栏左边的设置里允许通知。";
}

function label(button) {
  button.textContent = isOn() ? "新工单提醒已开，点此关掉" : "有新工单时响一声、弹出提醒";
}

const button = document.getElementById("alerts");
if (button) {
  label(button);
  button.hidden = false;
  button.addEventListener("click", () => switchOver(button));
}
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) icon.href = usual.icon;
});
if (isOn()) {
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, wake, { once: true });
  wake();
  if (!document.getElementById("queue")) follow(script.dataset.url, EVERY, { heard: heed, over: goSilent }, 0);
}
