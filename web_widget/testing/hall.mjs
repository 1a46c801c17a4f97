/** A hall in memory for tests of the conversation: the same promises as the real chat API. */

import { ApiError } from "../src/api.mjs";

const GREETING = { text: "您好", notice: "请勿输入身份证号", options: [] };

/** Answers each message with “答：…” and answers a repeated client id with the first reply. */
export class Hall {
  constructor() {
    this.messages = [];
    this.speaker = "bot";
    /** Whether staff may still write, though the bot speaks. */
    this.hasTicket = false;
    this.said = new Map();
    /** What goes wrong next, in order: "before" the hall hears, "after" it has answered, or an ApiError. */
    this.faults = [];
    this.requests = [];
    /** The reply while nothing can be kept. */
    this.unkept = null;
    /** Conversations in which something was said. */
    this.talks = new Set();
    /** The option ids that came with what was said. */
    this.tapped = [];
    /** Options under each answer. */
    this.options = [];
  }

  async open() {
    this._heard("open");
    return Object.assign(this._reply(this.messages.slice()), { greeting: GREETING });
  }

  async messages_after(after) {
    return this._reply(this.messages.filter((one) => one.id > after));
  }

  async say(conversation, text, id) {
    const fault = this._heard(`say ${text}`);
    if (this.unkept) return this.unkept;
    if (!this.said.has(id)) this.said.set(id, this._take(text));
    if (fault === "after") throw new ApiError("offline");
    return this._reply(this.said.get(id));
  }

  async rate(rating) {
    this._heard("rate");
    this.rating = rating;
    return { text: "谢谢", options: [] };
  }

  /** Adds a message in a clerk's place. */
  staffSays(text) {
    this._add("staff", text);
  }

  /** The hall as an `Api`. */
  get api() {
    return {
      open: () => this.open(),
      messages: async (_conversation, after) => {
        this._heard("messages");
        return this.messages_after(after);
      },
      say: (conversation, text, id, option) => {
        this.talks.add(conversation);
        this.tapped.push(option);
        return this.say(conversation, text, id);
      },
      rate: (rating) => this.rate(rating),
    };
  }

  _reply(messages) {
    const next_poll_s = this.speaker !== "bot" ? 1 : this.hasTicket ? 1.5 : 0;
    return { messages, speaker: this.speaker, next_poll_s, waiting_note: this.note || "" };
  }

  _heard(request) {
    this.requests.push(request);
    const fault = this.faults.shift();
    if (fault === "before") throw new ApiError("offline");
    if (fault instanceof ApiError) throw fault;
    return fault;
  }

  _take(text) {
    this._add("citizen", text);
    return this.speaker === "staff" ? [] : [this._add("bot", `答：${text}`)];
  }

  _add(from, text) {
    const message = { id: this.messages.length + 1, from, text };
    if (from === "bot") message.answer = { status: "answered_guide", text, options: this.options };
    this.messages.push(message);
    return message;
  }
}

/** Timers that run when told to. */
export class Timers {
  constructor() {
    this.waiting = [];
  }

  set(run, milliseconds) {
    const timer = { run, milliseconds };
    this.waiting.push(timer);
    return timer;
  }

  clear(timer) {
    this.waiting = this.waiting.filter((one) => one !== timer);
  }

  /** Lets the time of every waiting timer come. */
  elapse() {
    const due = this.waiting;
    this.waiting = [];
    due.forEach((timer) => timer.run());
  }
}

/** Returns a shelf as `localStorage` is one. */
export function shelf() {
  const kept = new Map();
  return {
    get length() {
      return kept.size;
    },
    key: (index) => Array.from(kept.keys())[index] || null,
    getItem: (key) => (kept.has(key) ? kept.get(key) : null),
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}
