/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./contract.mjs").Pending} Pending */
/** @typedef {import("./contract.mjs").Greeting} Greeting */

/**
 * What this page knows of the conversation.
 *
 * @typedef {object} Known
 * @property {Message[]} messages as the hall keeps them
 * @property {import("./contract.mjs").Speaker} speaker
 * @property {number} pace milliseconds until the next look for news; 0 when none can come unasked
 * @property {string} note while staff are awaited out of hours: when they are back
 * @property {Greeting | null} greeting
 * @property {boolean} asking whether a question is with the hall: no other may follow yet
 * @property {boolean} loading whether the history is on its way
 * @property {string} trouble why the hall could not be reached, "" when it can
 * @property {string} said the hall's own sentence about the trouble
 * @property {{text: string, reason: string} | null} refused a message that the hall will not take
 *
 * What a view shows besides: messages on their way to the hall, and ids of the messages that were rated.
 *
 * @typedef {Known & {pending: Pending[], rated: number[]}} State
 */

/**
 * Returns what a page knows before it has asked.
 *
 * @param {Known["speaker"]} speaker
 * @returns {Known}
 */
export function beginning(speaker) {
  return {
    messages: [],
    speaker,
    pace: 0,
    note: "",
    greeting: null,
    asking: false,
    loading: false,
    trouble: "",
    said: "",
    refused: null,
  };
}
