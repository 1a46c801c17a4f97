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

/** @typedef {import("./conversation.mjs").State} State */

export const TAG = "onedoor-chat";
/** Keys typed in the panel are not the page's shortcuts. */
const KEY_EVENTS = ["keydown", "keypress", "keyup"];
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
    this._seen = 0;
    const root = host.attachShadow({ mode: "open" });
    addStyles(root, css, `${config.hall}/widget/widget.css`);
    root.append(this._frame);
    stayAboveKeyboard(this._frame);
    KEY_EVENTS.forEach((type) => this._frame.addEventListener(type, (e) => e.stopPropagation()));
  }

  /** Goes on where the citizen left off. */
  begin() {
    this._setElder(this._memory.get("elder", this._config.elder));
    window.addEventListener("online", () => this._conversation.wake());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) this._conversation.wake();
    });
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
    this._count(this._conversation.state);
  }

  close() {
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
      send: (text) => conversation.send(text),
      rate: (message, useful) => conversation.rate(message, useful),
      retry: () => conversation.wake(),
      clear: () => this._clear(),
      close: () => this.close(),
      toggleElder: () => this._setElder(!this._memory.get("elder", this._config.elder)),
    });
  }

  _clear() {
    this._seen = 0;
    this._conversation.clear();
  }

  /** @param {State} state */
  _show(state) {
    this._panel.show(state);
    this._count(state);
  }

  /**
   * Counts what came while the panel was closed; what was there at first was seen before.
   *
   * @param {State} state
   */
  _count(state) {
    const said = state.messages.filter((message) => message.from !== "citizen").length;
    if (this._panel.isOpen || !this._seen) this._seen = said;
    this._launcher.setUnread(said - this._seen);
  }

  /** @param {boolean} isOn */
  _setElder(isOn) {
    this._memory.set("elder", isOn);
    this._frame.classList.toggle("elder", isOn);
    this._panel.setElder(isOn);
  }
}

/**
 * Makes `<onedoor-chat>` known to the page.
 *
 * @param {Readonly<import("./config.mjs").Config>} config
 * @param {string} css
 * @param {(fault: unknown) => void} failed called when the panel cannot be shown; nobody could catch it
 */
export function defineElement(config, css, failed) {
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
