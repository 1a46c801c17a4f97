/**
 * The shapes of the chat API (version 1) as the widget uses them; `hall/doors/api/openapi.yml` is the authority.
 *
 * @typedef {"citizen" | "bot" | "staff" | "system"} Sender
 * @typedef {"bot" | "waiting" | "staff"} Speaker
 *
 * @typedef {object} Option
 * @property {string} id
 * @property {string} label
 * @property {string} send what a tap says in the citizen's place
 *
 * @typedef {object} BlockItem
 * @property {string} text
 * @property {string} [label]
 * @property {string} [count]
 * @property {string} [note]
 *
 * @typedef {object} Block
 * @property {string} kind text, materials, steps, facts, list or link
 * @property {string} [title]
 * @property {BlockItem[]} items
 * @property {boolean} [folded] shown only when opened under its title
 *
 * @typedef {object} ItemRef
 * @property {string} item_code
 * @property {string} name
 *
 * @typedef {object} Answer
 * @property {string} status
 * @property {string} text
 * @property {Block[]} [blocks]
 * @property {ItemRef | null} [item]
 * @property {string | null} [element]
 * @property {Record<string, string>} [situation]
 * @property {Option[]} [options]
 * @property {Option[]} [alternatives]
 * @property {string} [notice]
 *
 * @typedef {object} Attachment
 * @property {string} name
 * @property {string} kind what it is, as `application/pdf`
 * @property {number} size bytes
 * @property {string} url relative to the hall
 *
 * @typedef {object} Message
 * @property {number} id ascending
 * @property {Sender} from
 * @property {string} text
 * @property {Answer} [answer]
 * @property {Attachment[]} [attachments] from staff alone
 * @property {string} [key] the client's own id, where this page sent the message
 *
 * @typedef {object} Reply
 * @property {Message[]} messages
 * @property {Speaker} speaker
 * @property {boolean} [kept] false where the hall could not keep question and reply
 * @property {number} next_poll_s seconds until the next look for news; 0 when none can come unasked
 * @property {string} waiting_note while staff are awaited out of hours: when they are back
 *
 * @typedef {object} Greeting
 * @property {string} text
 * @property {string} notice
 * @property {Option[]} options
 *
 * @typedef {object} FeedbackTaken
 * @property {string} text
 * @property {Option[]} options
 *
 * @typedef {object} Pending
 * @property {string} id the `client_message_id`, the same at every attempt
 * @property {string} text
 * @property {string} option id of the option that was tapped, empty for what was typed
 * @property {number} at when it was written, in milliseconds
 * @property {boolean} unsent whether the last attempt failed
 */

export const SENDERS = Object.freeze(["citizen", "bot", "staff", "system"]);
