/** Above this the citizen has pinched to see more: the panel stays as it is. */
const UNZOOMED = 1.05;

/**
 * Returns how many pixels at the bottom of the page an on-screen keyboard covers.
 *
 * @param {Pick<VisualViewport, "height" | "offsetTop" | "scale">} visible
 * @param {number} pageHeight
 */
export function coveredBelow(visible, pageHeight) {
  if (visible.scale > UNZOOMED) return 0;
  return Math.max(0, Math.round(pageHeight - visible.height - visible.offsetTop));
}

/**
 * Keeps the foot of the panel above an on-screen keyboard, in browsers that lay the keyboard over the page.
 *
 * @param {HTMLElement} frame gets `--covered`
 */
export function stayAboveKeyboard(frame) {
  const visible = window.visualViewport;
  if (!visible) return;
  const measure = () => {
    frame.style.setProperty("--covered", `${coveredBelow(visible, window.innerHeight)}px`);
  };
  visible.addEventListener("resize", measure);
  visible.addEventListener("scroll", measure);
}
