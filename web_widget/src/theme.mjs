/** @typedef {import("./config.mjs").Theme} Theme */

const DARK = "(prefers-color-scheme: dark)";

/**
 * Whether the panel is dark: as the page decides, else as the reader's device does.
 *
 * @param {Theme} theme
 * @param {boolean} deviceIsDark
 */
export function isDark(theme, deviceIsDark) {
  return theme === "auto" ? deviceIsDark : theme === "dark";
}

/**
 * Keeps the frame's colours as the page or the device wants them.
 *
 * @param {HTMLElement} frame
 * @param {Theme} theme
 */
export function followTheme(frame, theme) {
  const device = window.matchMedia(DARK);
  const apply = () => frame.classList.toggle("dark", isDark(theme, device.matches));
  apply();
  if (device.addEventListener) device.addEventListener("change", apply);
  else device.addListener(apply);
}
