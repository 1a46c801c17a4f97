import { Api } from "./api.mjs";
import { TIMES } from "./config.mjs";
import { Conversation } from "./conversation.mjs";
import { make } from "./dom.mjs";
import { drawId } from "./ids.mjs";
import { stayAboveKeyboard } from "./keyboard.mjs";
import { LauncherView } from "./launcher-view.mjs";
import { Memory } from "./memory.mjs";
import { PanelView } from "./panel-view.mjs";
import { addStyles } from "./styles.mjs";
import { followTheme } from "./theme.mjs";

/** @typedef {import("./known.mjs").State} State */

export const TAG = "onedoor-chat";
/** Keys typed in the panel are not the page's shortcuts. */
const KEY_EVENTS = ["keydown", "keypress", "keyup"];
/** What one tab remembers and the others go along with. */
const SHARED = ["conversation", "pace"];
/** On a narrower page the panel would cover what the citizen went on to. */
const ROOM_FOR_BOTH = "(min-width: 601px) and (min-height: 481px)";

/** The chat in a shadow root: a launcher and a panel over one conversation. */
export class Chat {
  /**
   * @param {HTMLElement} host
   * @param {Readonly<import("./config.mjs").Config>} config
   * @param {string} css
   */
  constructor(host, config, css) {
    this._config = config;
    this._memory = new Memory(() => window.localStorage);
    this._visit = new Memory(() => window.sessionStorage);
    this._conversation = this._converse();
    this._panel = this._makePanel();
    this._launcher = new LauncherView(() => this.open(true));
    this._frame = make("div", { class: "frame", lang: "zh-CN" }, this._launcher.node, this._panel.node);
    this._newFrom = 0;
    this._catchesUp = true;
    const root = host.attachShadow({ mode: "open" });
    addStyles(root, css, `${config.hall}/widget/widget.css`);
    root.append(this._frame);
    stayAboveKeyboard(this._frame);
    followTheme(this._frame, config.theme);
    KEY_EVENTS.forEach((type) => this._frame.addEventListener(type, (e) => e.stopPropagation()));
  }

  /** Goes on where the citizen left off. */
  begin() {
    this._showElder();
    window.addEventListener("online", () => this._conversation.wake());
    window.addEventListener("storage", (event) => {
      if (this._memory.isOf(event.key, SHARED)) this._conversation.follow();
    });
    window.addEventListener("pagehide", () => this._panel.hush());
    window.addEventListener("pageshow", (event) => event.persisted && this._catchUp());
    document.addEventListener("visibilitychange", () => document.hidden || this._catchUp());
    const wasOpen = this._visit.get("open", this._config.open);
    if (wasOpen && window.matchMedia(ROOM_FOR_BOTH).matches) this.open(false);
    else if (this._conversation.isUnfinished) this._conversation.open();
  }

  /** @param {boolean} takesFocus */
  open(takesFocus) {
    this._launcher.node.hidden = true;
    this._visit.set("open", true);
    this._panel.open(takesFocus);
    this._conversation.open();
    this._catchUp();
  }

  close() {
    this._newFrom = 0;
    this._panel.close();
    this._visit.set("open", false);
    this._launcher.node.hidden = false;
    this._launcher.node.focus();
  }

  _converse() {
    return new Conversation({
      api: new Api(this._config.hall, window.fetch.bind(window), TIMES.request),
      memory: this._memory,
      drawId: () => drawId(window.crypto),
      settle: () => new Promise((resolve) => setTimeout(resolve, TIMES.settle)),
      timers: { set: (run, wait) => setTimeout(run, wait), clear: (timer) => clearTimeout(timer) },
      now: () => Date.now(),
      isHidden: () => document.hidden,
      show: (state) => this._show(state),
      report: (fault) => console.error(fault),
    });
  }

  _makePanel() {
    const conversation = this._conversation;
    return new PanelView({
      hall: this._config.hall,
      memory: this._memory,
      visit: this._visit,
      send: (text, option) => conversation.send(text, option),
      rate: (message, useful) => conversation.rate(message, useful),
      retry: () => conversation.wake(),
      clear: () => this._clear(),
      close: () => this.close(),
      toggleElder: () => this._chooseElder(!this._isElder),
    });
  }

  _clear() {
    this._newFrom = 0;
    this._conversation.clear();
  }

  /** Marks what came while nobody looked, and fetches what else there is. */
  _catchUp() {
    this._newFrom = 0;
    this._catchesUp = true;
    this._show(this._conversation.state);
    this._conversation.wake().then(() => {
      this._catchesUp = false;
    });
  }

  /** @param {State} state */
  _show(state) {
    const isLookedAt = this._panel.isOpen && !document.hidden;
    if (state.pending.length) this._newFrom = 0;
    else if (isLookedAt && this._catchesUp && !this._newFrom) this._newFrom = this._unread(state)[0] || 0;
    this._panel.show(state, this._newFrom);
    this._count(state, isLookedAt);
  }

  /**
   * Counts on the launcher what came while nobody looked; this device remembers what was seen.
   *
   * @param {State} state
   * @param {boolean} isLookedAt
   */
  _count(state, isLookedAt) {
    const last = state.messages[state.messages.length - 1];
    const isFirst = this._memory.get("seen") === undefined;
    if (last && (isLookedAt || isFirst)) this._memory.set("seen", last.id);
    this._launcher.setUnread(this._unread(state).length);
  }

  /**
   * Returns the ids of the messages from the hall that nobody has seen, oldest first.
   *
   * @param {State} state
   */
  _unread(state) {
    const seen = this._memory.get("seen", Infinity);
    return state.messages.filter((one) => one.from !== "citizen" && one.id > seen).map((one) => one.id);
  }

  get _isElder() {
    return this._memory.get("elder", this._config.elder);
  }

  /** @param {boolean} isOn */
  _chooseElder(isOn) {
    this._memory.set("elder", isOn);
    this._showElder();
  }

  _showElder() {
    const isOn = this._isElder;
    this._panel.setElder(isOn, () => this._frame.classList.toggle("elder", isOn));
  }
}

/**
 * Makes `<onedoor-chat>` known to the page, unless the script ran here before.
 *
 * @param {Readonly<import("./config.mjs").Config>} config
 * @param {string} css
 * @param {(fault: unknown) => void} failed called when the panel cannot be shown; nobody could catch it
 */
export function defineElement(config, css, failed) {
  if (window.customElements.get(TAG)) return;
  class OneDoorChat extends HTMLElement {
    connectedCallback() {
      if (this.shadowRoot) return;
      try {
        new Chat(this, config, css).begin();
      } catch (fault) {
        failed(fault);
      }
    }
  }
  window.customElements.define(TAG, OneDoorChat);
}
