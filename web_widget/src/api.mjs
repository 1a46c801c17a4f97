/** @typedef {import("./contract.mjs").Reply} Reply */
/** @typedef {import("./contract.mjs").Greeting} Greeting */
/** @typedef {import("./contract.mjs").FeedbackTaken} FeedbackTaken */

/**
 * Why a request brought nothing: `offline` (no answer), `busy` (429), `refused` (the request is at
 * fault and would be again), `broken` (the hall is).
 *
 * @typedef {"offline" | "busy" | "refused" | "broken"} Trouble
 */

/** A request that brought nothing; `message` is the hall's own sentence, empty without one. */
export class ApiError extends Error {
  /**
   * @param {Trouble} trouble
   * @param {string} [message]
   * @param {number} [wait] milliseconds the hall asks for
   */
  constructor(trouble, message, wait) {
    super(message || "");
    this.name = "ApiError";
    this.trouble = trouble;
    this.wait = wait || 0;
  }
}

/** The chat API of one hall. No cookies go along: a conversation's id is all it takes. */
export class Api {
  /**
   * @param {string} hall address without a slash at the end
   * @param {(address: string, request: RequestInit) => Promise<Response>} request
   * @param {number} patience milliseconds
   */
  constructor(hall, request, patience) {
    this._root = `${hall}/api/v1`;
    this._fetch = request;
    this._patience = patience;
  }

  /**
   * Returns the greeting and the whole conversation.
   *
   * @param {string} conversation
   * @returns {Promise<Reply & {greeting: Greeting}>}
   */
  open(conversation) {
    return this._request(`/chat/${conversation}`);
  }

  /**
   * Returns the messages after one, the citizen's own included.
   *
   * @param {string} conversation
   * @param {number} after
   * @returns {Promise<Reply>}
   */
  messages(conversation, after) {
    return this._request(`/chat/${conversation}/messages?after=${after}`);
  }

  /**
   * Says something; the same id again returns the first reply.
   *
   * @param {string} conversation
   * @param {string} text
   * @param {string} id
   * @param {string} [option] id of what was tapped
   * @returns {Promise<Reply>}
   */
  say(conversation, text, id, option) {
    const body = Object.assign({ text, client_message_id: id }, option ? { option } : {});
    return this._request(`/chat/${conversation}/messages`, body);
  }

  /**
   * Says whether an answer helped.
   *
   * @param {{useful: boolean, item_code?: string, element?: string, conversation_id?: string, message_id?: number}} rating
   * @returns {Promise<FeedbackTaken>}
   */
  rate(rating) {
    return this._request("/feedback", Object.assign({ door: "widget" }, rating));
  }

  /**
   * @param {string} path
   * @param {object} [body]
   */
  async _request(path, body) {
    const impatience = typeof AbortController === "function" ? new AbortController() : null;
    const timer = setTimeout(() => impatience && impatience.abort(), this._patience);
    try {
      const response = await this._answered(path, body, impatience);
      const data = await response.json().catch(() => null);
      if (response.ok && data) return data;
      throw failure(response, data);
    } finally {
      clearTimeout(timer);
    }
  }

  /**
   * @param {string} path
   * @param {object | undefined} body
   * @param {AbortController | null} impatience
   */
  async _answered(path, body, impatience) {
    /** @type {RequestInit} */
    const request = { credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store" };
    if (impatience) request.signal = impatience.signal;
    if (body) {
      request.method = "POST";
      request.headers = { "Content-Type": "application/json" };
      request.body = JSON.stringify(body);
    }
    try {
      return await this._fetch(this._root + path, request);
    } catch (_unreachable) {
      throw new ApiError("offline");
    }
  }
}

/**
 * @param {Response} response
 * @param {any} data
 */
function failure(response, data) {
  const said = (data && data.error && data.error.message) || "";
  if (response.status === 429) {
    return new ApiError("busy", said, 1000 * Number(response.headers.get("Retry-After") || 1));
  }
  const refused = response.status >= 400 && response.status < 500 && Boolean(said);
  return new ApiError(refused ? "refused" : "broken", said);
}
