import { ApiError } from "./api.mjs";
import { TIMES } from "./config.mjs";
import { beginning } from "./known.mjs";
import { numbered } from "./numbered.mjs";
import { Outbox } from "./outbox.mjs";
import { TalkId } from "./talk-id.mjs";

/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./contract.mjs").Pending} Pending */
/** @typedef {import("./contract.mjs").Reply} Reply */
/** @typedef {import("./known.mjs").Known} Known */
/** @typedef {import("./known.mjs").State} State */
/** @typedef {import("./contract.mjs").FeedbackTaken} FeedbackTaken */

/**
 * @typedef {object} Parts
 * @property {import("./api.mjs").Api} api
 * @property {import("./memory.mjs").Memory} memory
 * @property {() => string} drawId
 * @property {{set: (run: () => void, milliseconds: number) => any, clear: (timer: any) => void}} timers
 * @property {() => Promise<void>} settle resolves when what other tabs remembered can be seen here
 * @property {() => number} now milliseconds
 * @property {() => boolean} isHidden whether the page is in the background
 * @property {(state: State) => void} show called after every change
 * @property {(fault: unknown) => void} report called with a fault of the widget's own
 */

/**
 * One citizen's conversation with the hall.
 *
 * The hall's list of messages is the only truth: after each message said, what is new is fetched, so
 * nothing is lost or shown twice whichever request was cut off. Requests go one after the other.
 */
export class Conversation {
  /** @param {Parts} parts */
  constructor(parts) {
    this._parts = parts;
    this._outbox = new Outbox(parts.memory);
    this._talk = new TalkId(parts.memory, parts.drawId);
    this._known = beginning(parts.memory.get("speaker", "bot"));
    this._line = Promise.resolve();
    this._isOpen = false;
    this._attempts = 0;
    /** @type {any} */
    this._timer = undefined;
  }

  /** @returns {State} */
  get state() {
    const rated = Object.keys(this._parts.memory.get("rated", {})).map(Number);
    return Object.assign({ pending: this._outbox.pending, rated }, this._known);
  }

  /** Whether there is something to go on with: an open question, or news that may come unasked. */
  get isUnfinished() {
    return this._outbox.pending.length > 0 || this._parts.memory.get("pace", 0) > 0;
  }

  /** Sends what is left from before, then fetches the conversation; later again it fetches what is new. */
  open() {
    if (this._isOpen) return this.wake();
    this._isOpen = true;
    this._set({ loading: true });
    return this._work();
  }

  /**
   * Says something in the citizen's place; false while the question before it is being answered.
   *
   * @param {string} text
   * @param {string} [option] id of what was tapped
   */
  send(text, option) {
    const said = text.trim();
    if (!said || this._known.asking) return false;
    this._isOpen = true;
    if (!this._known.messages.length) this._talk.keep();
    const taken = option || numbered(said, this._offered());
    this._outbox.add(this._parts.drawId(), said, this._parts.now(), taken);
    this._set({ asking: true, refused: null });
    this._work();
    return true;
  }

  /** Returns the options under the latest message. */
  _offered() {
    const { messages } = this._known;
    const { answer } = messages[messages.length - 1] || {};
    return (answer && answer.options) || [];
  }

  /** Tries at once what waits for a better moment, and looks for news: the page is looked at again. */
  wake() {
    return this._isOpen ? this._work() : this._line;
  }

  /** Goes along with another tab: it began the conversation, cleared it, or awaits somebody. */
  follow() {
    if (!this._talk.isKept && (this._talk.kept || this._known.messages.length)) return this._become();
    return this.isUnfinished ? this.open() : this._line;
  }

  /**
   * Says whether an answer helped and returns what the hall says to it.
   *
   * @param {Message} message
   * @param {boolean} useful
   * @returns {Promise<FeedbackTaken>}
   */
  async rate(message, useful) {
    const { item, element } = message.answer || { item: null, element: null };
    const rating = {
      useful,
      item_code: (item && item.item_code) || "",
      element: element || "",
      conversation_id: this._talk.current,
      message_id: message.id,
    };
    const taken = await this._parts.api.rate(rating);
    this._parts.memory.set("rated", marked(this.state.rated.concat([message.id])));
    return taken;
  }

  /** Forgets the conversation on this device and begins a new one. */
  clear() {
    this._outbox.clear();
    ["speaker", "pace", "rated", "seen"].forEach((name) => this._parts.memory.forget(name));
    this._talk.forget();
    return this._begin();
  }

  _become() {
    this._talk.adopt();
    return this._begin();
  }

  _begin() {
    this.rest();
    this._known = beginning("bot");
    this._line = Promise.resolve();
    this._isOpen = false;
    return this.open();
  }

  /** Stops looking and trying; `wake` goes on. */
  rest() {
    this._parts.timers.clear(this._timer);
  }

  /** Does what is to be done, after what is being done: say what waits, fetch what is new. */
  _work() {
    const id = this._talk.current;
    this._line = this._line.then(() => this._done(id)).catch(this._parts.report);
    return this._line;
  }

  /** @param {string} id */
  async _done(id) {
    if (!this._isCurrent(id)) return;
    this.rest();
    const talk = await this._agreed(id);
    try {
      const delivers = Boolean(this._outbox.first);
      while (this._isCurrent(talk) && this._outbox.first) {
        await this._deliver(talk, this._outbox.first);
      }
      if (this._isCurrent(talk)) await this._fetch(talk, !delivers);
      if (this._isCurrent(talk)) this._rely();
    } catch (error) {
      if (this._isCurrent(talk)) this._troubled(error);
    }
  }

  /**
   * Returns the conversation that the first word goes to: two tabs that speak at once agree on one.
   *
   * @param {string} id
   */
  async _agreed(id) {
    if (!this._outbox.first || this._known.messages.length) return id;
    await this._parts.settle();
    if (!this._isCurrent(id)) return id;
    this._talk.keep();
    this._talk.adopt();
    return this._talk.current;
  }

  /**
   * Whether the conversation is still the one that work was begun for; clearing begins another.
   *
   * @param {string} id
   */
  _isCurrent(id) {
    return id === this._talk.current;
  }

  /**
   * @param {string} id
   * @param {Pending} message
   */
  async _deliver(id, message) {
    const { api } = this._parts;
    this._outbox.mark(message, false);
    this._set({ asking: true });
    try {
      const reply = await api.say(id, message.text, message.id, message.option);
      if (reply.kept === false) {
        if (this._isCurrent(id)) this._showUnkept(message, reply);
        return;
      }
      const news = await api.messages(id, this._last());
      if (this._isCurrent(id)) this._confirm(message, news);
    } catch (error) {
      if (!(error instanceof ApiError) || error.trouble !== "refused") throw error;
      if (this._isCurrent(id)) this._refuse(message, error.message);
    }
  }

  /**
   * @param {Pending} message
   * @param {Reply} news
   */
  _confirm(message, news) {
    const own = news.messages.filter((one) => one.from === "citizen").pop();
    if (own) own.key = message.id;
    this._outbox.remove(message);
    this._accept(news);
  }

  /**
   * Shows a question and its reply that the hall could not keep: they are in no list, so they stay on this
   * page alone, under the number of the message before them.
   *
   * @param {Pending} message
   * @param {Reply} reply
   */
  _showUnkept(message, reply) {
    const id = this._last();
    const own = { from: "citizen", text: message.text, created_at: new Date(this._parts.now()).toISOString() };
    const shown = [own].concat(/** @type {any} */ (reply.messages)).map((one, place) =>
      Object.assign({}, one, { id, key: place ? `${message.id}-${place}` : message.id }),
    );
    this._outbox.remove(message);
    this._known.messages = this._known.messages.concat(/** @type {any} */ (shown));
    this._accept(Object.assign({}, reply, { messages: [] }));
  }

  /**
   * @param {Pending} message
   * @param {string} reason
   */
  _refuse(message, reason) {
    this._outbox.remove(message);
    const refused = { text: message.text, reason };
    this._set({ refused, asking: this._isAsking(), trouble: "", said: "" });
  }

  /**
   * Fetches everything once, then what is new.
   *
   * @param {string} id
   * @param {boolean} looks whether to look for news where nothing was fetched just now
   */
  async _fetch(id, looks) {
    const { api } = this._parts;
    if (!this._known.greeting) {
      const opened = await api.open(id);
      if (!this._isCurrent(id)) return;
      this._known.greeting = opened.greeting;
      this._accept(opened);
    } else if (looks && (this._known.pace || this._talk.isKept)) {
      const news = await api.messages(id, this._last());
      if (this._isCurrent(id)) this._accept(news);
    }
  }

  _last() {
    const { messages } = this._known;
    return messages.length ? messages[messages.length - 1].id : 0;
  }

  _isAsking() {
    return this._outbox.pending.length > 0;
  }

  /** @param {Reply} reply */
  _accept(reply) {
    const last = this._last();
    this._attempts = 0;
    const pace = 1000 * (reply.next_poll_s || 0);
    this._parts.memory.set("speaker", reply.speaker);
    this._parts.memory.set("pace", pace);
    this._set({
      pace,
      note: reply.waiting_note || "",
      messages: this._known.messages.concat(reply.messages.filter((one) => one.id > last)),
      speaker: reply.speaker,
      asking: this._isAsking(),
      loading: !this._known.greeting,
      trouble: "",
      said: "",
    });
  }

  /** Looks again when the hall says; in the background less often. */
  _rely() {
    const { pace } = this._known;
    if (pace) this._later(this._parts.isHidden() ? Math.max(pace, TIMES.pollHidden) : pace);
  }

  /** @param {unknown} error */
  _troubled(error) {
    if (!(error instanceof ApiError)) this._parts.report(error);
    const known = error instanceof ApiError ? error : new ApiError("broken");
    const wait = known.wait || TIMES.retries[Math.min(this._attempts, TIMES.retries.length - 1)];
    this._attempts += 1;
    this._outbox.pending.forEach((message) => this._outbox.mark(message, true));
    this._set({ asking: false, loading: false, trouble: known.trouble, said: known.message });
    this._later(wait);
  }

  /** @param {number} milliseconds */
  _later(milliseconds) {
    this._timer = this._parts.timers.set(() => this._work(), milliseconds);
  }

  /** @param {Partial<Known>} changes */
  _set(changes) {
    Object.assign(this._known, changes);
    this._parts.show(this.state);
  }
}

/**
 * Returns ids as an object: libraries that give arrays a `toJSON` of their own spoil a list.
 *
 * @param {number[]} ids
 * @returns {Record<string, true>}
 */
function marked(ids) {
  return Object.assign({}, ...ids.map((id) => ({ [id]: true })));
}
