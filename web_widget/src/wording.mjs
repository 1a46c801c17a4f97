/** @typedef {import("./contract.mjs").Message} Message */
/** @typedef {import("./contract.mjs").Block} Block */

/** These say all in `text`: their blocks, if any, belong to the answer before the hand-over. */
const TEXT_ALONE = Object.freeze(["routed_staff", "blocked_emergency", "error_internal"]);

/** Elements that say what to bring, which the one-visit checklist keeps for the counter. */
const LISTED = Object.freeze(["one_visit", "materials"]);

/** Kinds of files by what their media type or their ending says. */
const FILE_KINDS = Object.freeze([
  { tells: /pdf$/, word: "PDF" },
  { tells: /^image\/|(png|jpe?g)$/, word: "图片" },
  { tells: /docx$|wordprocessingml/, word: "Word 文档" },
  { tells: /xlsx$|spreadsheetml/, word: "Excel 表格" },
]);
const KILO = 1024;

/**
 * National numbers that people tap to call: 123xx service lines, 96110 against fraud, 95598 power
 * supply; the four emergency numbers only where a text tells to dial them, for “120” may be days.
 */
const NUMBER =
  /(^|[^0-9.\-×])(123[0-9]{2}|96110|95598)(?![0-9.\-×元])|(^|[打拨、：:或和,，（])(110|119|120|122)(?=[（）、。，,！!或和报急]|$)/g;

/**
 * Returns the lines of a text as paragraphs.
 *
 * @param {string} text
 */
export function paragraphs(text) {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
}

/**
 * Returns the blocks that a message is shown as; a text without blocks is one block of paragraphs.
 *
 * @param {Message} message
 * @returns {Block[]}
 */
export function blocksOf(message) {
  const { answer, text } = message;
  const lines = paragraphs(text);
  const blocks = (answer && answer.blocks) || [];
  if (!answer || !blocks.length || TEXT_ALONE.includes(answer.status)) return [asBlock(lines)];
  return leads(blocks[0], lines[0]) ? blocks : [asBlock(lines.slice(0, 1)), ...blocks];
}

/**
 * Whether the first block opens as the text does.
 *
 * @param {Block} block
 * @param {string | undefined} line
 */
function leads(block, line) {
  const [first] = block.items;
  return !line || Boolean(first && first.text.trim().startsWith(line));
}

/**
 * @param {string[]} lines
 * @returns {Block}
 */
function asBlock(lines) {
  return { kind: "text", items: lines.map((text) => ({ text })) };
}

/**
 * Returns a text cut into pieces, those with `number` being hotlines that can be called.
 *
 * @param {string} text
 * @returns {{text: string, number: boolean}[]}
 */
export function callable(text) {
  const pieces = [];
  let from = 0;
  for (const { start, number } of numbersIn(text)) {
    if (start > from) pieces.push({ text: text.slice(from, start), number: false });
    pieces.push({ text: number, number: true });
    from = start + number.length;
  }
  if (from < text.length) pieces.push({ text: text.slice(from), number: false });
  return pieces;
}

/** @param {string} text */
function numbersIn(text) {
  const found = [];
  NUMBER.lastIndex = 0;
  for (let one = NUMBER.exec(text); one; one = NUMBER.exec(text)) {
    const before = one[1] || one[3] || "";
    found.push({ start: one.index + before.length, number: one[2] || one[4] });
  }
  return found;
}

/**
 * Returns the address if a citizen may be led there, else "": never a script.
 *
 * @param {string} address
 * @param {string} hall
 */
export function safeAddress(address, hall) {
  try {
    const url = new URL(address, `${hall}/`);
    return ["http:", "https:", "tel:"].includes(url.protocol) ? url.href : "";
  } catch (_malformed) {
    return "";
  }
}

/**
 * Returns what stands on the options' buttons: labels, and what a tap says where labels tell nothing apart.
 *
 * @param {import("./contract.mjs").Option[]} options
 */
export function labelsOf(options) {
  const labels = options.map((option) => option.label);
  return options.map(({ label, send }) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : send,
  );
}

/**
 * Returns how an answer looks: an emergency warns, an answer shows its direct line first of all.
 *
 * @param {string} status
 */
export function tone(status) {
  if (status === "blocked_emergency") return "urgent";
  return isAnswered(status) ? "answered" : "";
}

/**
 * Returns what a file is, in a word.
 *
 * @param {string} kind
 */
export function attachmentKind(kind) {
  const known = FILE_KINDS.find(({ tells }) => tells.test(kind.toLowerCase()));
  return known ? known.word : "文件";
}

/**
 * Returns a size as people say it: whole KB, from one MB on with one decimal.
 *
 * @param {number} bytes
 */
export function sizeOf(bytes) {
  const kilobytes = Math.max(1, Math.round(bytes / KILO));
  return kilobytes < KILO ? `${kilobytes} KB` : `${(bytes / KILO / KILO).toFixed(1)} MB`;
}

/** @param {string} status */
export function isAnswered(status) {
  return status.startsWith("answered_");
}

/**
 * Returns where the one-visit checklist for the situation that was told can be opened and printed,
 * "" for an answer that says nothing of what to bring.
 *
 * @param {import("./contract.mjs").Answer} answer
 * @param {string} hall
 */
export function checklistAddress(answer, hall) {
  return saysWhatToBring(answer) ? pageOf(answer, hall, "/checklist") : "";
}

/**
 * Returns where the whole guide can be read for the situation that was told, "" for what is no answer from one.
 *
 * @param {import("./contract.mjs").Answer} answer
 * @param {string} hall
 */
export function guideAddress(answer, hall) {
  return isAnswered(answer.status) || saysWhatToBring(answer) ? pageOf(answer, hall, "") : "";
}

/**
 * Returns where a citizen can tell that a window demanded more than an answer says, "" for what says nothing of it.
 *
 * @param {import("./contract.mjs").Answer} answer
 * @param {string} hall
 */
export function demandAddress(answer, hall) {
  const page = saysWhatToBring(answer) ? pageOf({ ...answer, situation: {} }, hall, "/demand") : "";
  return page && `${page}?at=widget`;
}

/** @param {import("./contract.mjs").Answer} answer */
function saysWhatToBring({ status, element, blocks }) {
  if (TEXT_ALONE.includes(status)) return false;
  const isListed = isAnswered(status) && LISTED.includes(element || "");
  return isListed || (blocks || []).some((block) => block.kind === "materials");
}

/**
 * Returns the address of a page of the answer's item, with the situation as that page reads it.
 *
 * @param {import("./contract.mjs").Answer} answer
 * @param {string} hall
 * @param {string} page
 */
function pageOf({ item, situation }, hall, page) {
  if (!item || !item.item_code) return "";
  const told = Object.entries(situation || {}).map((pair) => pair.map(encodeURIComponent).join("="));
  const query = told.length ? `?${told.join("&")}` : "";
  return `${hall}/items/${encodeURIComponent(item.item_code)}${page}${query}`;
}
