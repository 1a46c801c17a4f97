/** What a page may decide with `data-*` attributes of the script tag. */
export const DEFAULTS = Object.freeze({
  /** Address of the hall; empty means the origin of the script. */
  hall: "",
  /** Whether the panel is open when the page has loaded. */
  open: false,
  /** Whether large type is on until the citizen chooses. */
  elder: false,
  /** Colours: `auto` follows the reader's device. */
  theme: "auto",
});

const THEMES = Object.freeze(["auto", "light", "dark"]);

/** How long things take, in milliseconds. */
export const TIMES = Object.freeze({
  /** At least so long between two looks for news while the page is in the background. */
  pollHidden: 15000,
  /** Until what one tab remembers is surely seen by the others. */
  settle: 60,
  /** Longer than any turn takes: the hall answers within about nine seconds or fails. */
  request: 20000,
  /** Before a message is sent again: first, second, third … attempt. */
  retries: Object.freeze([1000, 2000, 4000, 8000, 15000]),
});

/**
 * @typedef {"auto" | "light" | "dark"} Theme
 *
 * @typedef {object} Config
 * @property {string} hall without a slash at the end
 * @property {boolean} open
 * @property {boolean} elder
 * @property {Theme} theme
 */

/**
 * Returns the configuration of a script tag's data.
 *
 * @param {Record<string, string | undefined>} data attributes without `data-`
 * @param {string} scriptAddress
 * @returns {Readonly<Config>}
 */
export function configure(data, scriptAddress) {
  const hall = data.hall || DEFAULTS.hall || new URL(scriptAddress).origin;
  return Object.freeze({
    hall: hall.replace(/\/+$/, ""),
    open: flag(data.open, DEFAULTS.open),
    elder: flag(data.elder, DEFAULTS.elder),
    theme: /** @type {Theme} */ (THEMES.includes(data.theme || "") ? data.theme : DEFAULTS.theme),
  });
}

/**
 * @param {string | undefined} given
 * @param {boolean} otherwise
 */
function flag(given, otherwise) {
  return given === undefined ? otherwise : given !== "false";
}
