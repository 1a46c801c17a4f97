/** Above this the citizen has pinched to see more: the panel stays as it is. */
const UNZOOMED = 1.05;
/** Up to this height, as in widget.css, every row counts: a phone with its keyboard up, a desk at 200 % zoom. */
const SHORT = 480;

/** @typedef {Pick<VisualViewport, "height" | "offsetTop" | "scale">} Visible */

/**
 * Returns what is left of the page: pixels that an on-screen keyboard covers at its bottom, that it was pushed up
 * by at its top, and whether the part between is short.
 *
 * @param {Visible} visible
 * @param {number} pageHeight
 */
export function roomIn(visible, pageHeight) {
  const isShort = visible.height * visible.scale <= SHORT;
  if (visible.scale > UNZOOMED) return { above: 0, covered: 0, isShort };
  const above = Math.max(0, Math.round(visible.offsetTop));
  return { above, covered: Math.max(0, Math.round(pageHeight - visible.height - above)), isShort };
}

/**
 * Keeps the panel within what an on-screen keyboard leaves of the page, and small where that is little.
 *
 * @param {HTMLElement} frame gets `--above`, `--covered` and the class `short`
 */
export function stayAboveKeyboard(frame) {
  const visible = window.visualViewport;
  const measure = () => {
    const whole = { height: window.innerHeight, offsetTop: 0, scale: 1 };
    const { above, covered, isShort } = roomIn(visible || whole, window.innerHeight);
    frame.style.setProperty("--above", `${above}px`);
    frame.style.setProperty("--covered", `${covered}px`);
    frame.classList.toggle("short", isShort);
  };
  measure();
  (visible || window).addEventListener("resize", measure);
  if (visible) visible.addEventListener("scroll", measure);
}
