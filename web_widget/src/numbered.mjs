/** @typedef {import("./contract.mjs").Option} Option */

/**
 * Returns the id of the option whose number was typed; empty for anything else.
 *
 * @param {string} text
 * @param {Option[]} options as they are shown, the first one is 1
 */
export function numbered(text, options) {
  const digit = /^[1-9]$/.exec(text.normalize("NFKC"));
  const option = digit && options[Number(digit[0]) - 1];
  return option ? option.id : "";
}
