import { make } from "./dom.mjs";
import {
  greetingView,
  liveView,
  messageView,
  mostAskedView,
  ownView,
  unsentView,
} from "./message-view.mjs";
import { keepingPlace } from "./place-kept.mjs";
import { say } from "./strings.mjs";

/** @typedef {import("./known.mjs").State} State */
/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./message-view.mjs").Actions} Actions */

/**
 * One entry of the log: `live` is what can be tapped now, made anew when its `phase` changes.
 *
 * @typedef {object} Entry
 * @property {string} key
 * @property {() => HTMLElement} draw
 * @property {string} phase
 * @property {() => HTMLElement | null} live
 */

/** Pixels from the end within which a reader follows the conversation. */
const NEAR = 120;
/** Pixels above what is scrolled to. */
const ABOVE = 12;
/** Class of the line above what nobody has seen. */
const NEW_MARK = "new-mark";

/** The log: what was said, oldest first; entries stay as they are and are only added to. */
export class LogView {
  /** @param {Actions} actions */
  constructor(actions) {
    this._actions = actions;
    /** @type {Map<string, HTMLElement>} */
    this._drawn = new Map();
    this._log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": say("log") });
    this._status = make("p", { class: "thinking", role: "status" });
    this.node = make("div", { class: "scroll", tabindex: "0" }, this._log, this._status);
    this._leadsFocus = false;
    this._follows = true;
    this._wasAsking = false;
  }

  /**
   * @param {State} state
   * @param {number} newFrom id of the first message that nobody has seen; 0 without one
   */
  show(state, newFrom) {
    const isFirst = this._drawn.size === 0;
    const held = this._holdsFocus();
    this._follows = this._isNearEnd() || this._wasAsking;
    this._wasAsking = state.asking;
    this._log.setAttribute("aria-busy", String(state.loading));
    this._think(state);
    const added = this._sync(entriesOf(state, newFrom, this._actions));
    if (held && !this._holdsFocus()) this._take();
    if (isFirst) this.reveal();
    else if (added.length) this._arrived(added);
    else if (state.pending.length && this._follows) this._scrollTo(this._log.lastElementChild);
  }

  /** Shows the first new message, else the latest question and what was said to it. */
  reveal() {
    const mark = this._log.querySelector(`.${NEW_MARK}`);
    if (mark) return this._scrollTo(mark);
    const own = this._log.querySelectorAll(".citizen");
    this._scrollTo(own.length ? own[own.length - 1] : this._log.lastElementChild);
  }

  /**
   * Changes the size of everything; who reads stays at his line.
   *
   * @param {() => void} change
   */
  resize(change) {
    keepingPlace(this.node, change);
  }

  /** @param {State} state */
  _think(state) {
    const said = state.loading ? say("loading") : state.asking ? say("thinking") : "";
    if (this._status.dataset.said === said) return;
    this._status.dataset.said = said;
    this._status.textContent = said;
    if (said) this._status.append(make("span", { class: "dots", "aria-hidden": "true" }));
  }

  /**
   * @param {Entry[]} entries
   * @returns {HTMLElement[]} the entries that are new
   */
  _sync(entries) {
    const added = [];
    const keys = entries.map((entry) => entry.key);
    this._drawn.forEach((node, key) => keys.includes(key) || this._drop(node, key));
    let next = this._log.firstElementChild;
    for (const entry of entries) {
      let node = this._drawn.get(entry.key);
      if (!node) {
        node = entry.draw();
        this._drawn.set(entry.key, node);
        added.push(node);
      }
      if (node === next) next = next.nextElementSibling;
      else this._log.insertBefore(node, next);
      refresh(node, entry);
    }
    return added;
  }

  /**
   * @param {HTMLElement} node
   * @param {string} key
   */
  _drop(node, key) {
    node.remove();
    this._drawn.delete(key);
  }

  /** Keeps the focus in the log when what held it is gone, and remembers to lead it to the answer. */
  _take() {
    this.node.focus({ preventScroll: true });
    this._leadsFocus = true;
  }

  /** @param {HTMLElement[]} added */
  _arrived(added) {
    const mark = added.find((node) => node.classList.contains(NEW_MARK));
    if (mark) return this._scrollTo(mark);
    const answers = added.filter((node) => !node.classList.contains("citizen"));
    const [answer] = answers;
    if (answer && this._leadsFocus) {
      if (this._holdsFocus()) answer.focus({ preventScroll: true });
      this._leadsFocus = false;
    }
    if (!answer) this._scrollTo(added[added.length - 1]);
    else if (this._follows) this._scrollTo(questionBefore(answer));
  }

  _holdsFocus() {
    const root = /** @type {Document | ShadowRoot} */ (this.node.getRootNode());
    return Boolean(root.activeElement) && this.node.contains(root.activeElement);
  }

  _isNearEnd() {
    const { scrollTop, clientHeight, scrollHeight } = this.node;
    return scrollTop + clientHeight > scrollHeight - NEAR;
  }

  /** @param {Element | null} target */
  _scrollTo(target) {
    if (target instanceof HTMLElement) this.node.scrollTop = target.offsetTop - ABOVE;
  }
}

/**
 * Returns the entries of a state, in order.
 *
 * @param {State} state
 * @param {number} newFrom
 * @param {Actions} actions
 * @returns {Entry[]}
 */
function entriesOf(state, newFrom, actions) {
  const lastOwn = state.messages.map((message) => message.from).lastIndexOf("citizen");
  const isOpen = state.pending.length === 0;
  return [
    ...greetingEntry(state, actions),
    ...state.messages.flatMap((message, index) => [
      ...(message.id === newFrom ? [newMark(newFrom)] : []),
      messageEntry(message, isOpen && index > lastOwn, state, actions),
    ]),
    ...state.pending.map((pending) => ({
      key: pending.id,
      draw: () => ownView(pending.text),
      phase: pending.unsent ? "unsent" : "",
      live: () => unsentView(actions),
    })),
  ];
}

/**
 * Returns the line above what nobody has seen.
 *
 * @param {number} newFrom
 * @returns {Entry}
 */
function newMark(newFrom) {
  const draw = () => make("p", { class: NEW_MARK }, make("span", {}, say("new_messages")));
  return { key: `new-${newFrom}`, draw, phase: "", live: () => null };
}

/**
 * @param {State} state
 * @param {Actions} actions
 * @returns {Entry[]}
 */
function greetingEntry(state, actions) {
  const { greeting } = state;
  if (!greeting) return [];
  const isFresh = state.messages.length + state.pending.length === 0;
  return [
    {
      key: "greeting",
      draw: () => greetingView(greeting),
      phase: isFresh ? "live" : "",
      live: () => mostAskedView(greeting, actions),
    },
  ];
}

/**
 * @param {Message} message
 * @param {boolean} isLive
 * @param {State} state
 * @param {Actions} actions
 * @returns {Entry}
 */
function messageEntry(message, isLive, state, actions) {
  const isRated = state.rated.includes(message.id);
  return {
    key: message.key || `message-${message.id}`,
    draw: () => messageView(message, actions),
    phase: isLive ? "live" : "",
    live: () => liveView(message, isRated, actions),
  };
}

/**
 * Brings what can be tapped in an entry up to date; it stands above the source, under what it answers.
 *
 * @param {HTMLElement} node
 * @param {Entry} entry
 */
function refresh(node, entry) {
  if ((node.dataset.phase || "") === entry.phase) return;
  node.dataset.phase = entry.phase;
  const old = node.querySelector(".live, .unsent");
  if (old) old.remove();
  const live = entry.phase && entry.live();
  if (live) node.insertBefore(live, node.querySelector(".source"));
}

/**
 * Returns the question that the answer follows, if it is short enough to be seen together with it.
 *
 * @param {HTMLElement} answer
 */
function questionBefore(answer) {
  const before = answer.previousElementSibling;
  const isQuestion = before instanceof HTMLElement && before.classList.contains("citizen");
  return isQuestion && before.offsetHeight < NEAR ? before : answer;
}
