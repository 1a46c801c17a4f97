const FOCUSABLE = 'a[href], button, textarea, summary, [tabindex="0"]';

/**
 * Leads Tab from the last control back to the first, and Shift+Tab the other way.
 *
 * @param {HTMLElement} container
 * @param {KeyboardEvent} event
 */
export function keepFocusIn(container, event) {
  const controls = visibleControls(container);
  const root = /** @type {Document | ShadowRoot} */ (container.getRootNode());
  const [edge, other] = event.shiftKey
    ? [controls[0], controls[controls.length - 1]]
    : [controls[controls.length - 1], controls[0]];
  const isInside = controls.includes(/** @type {HTMLElement} */ (root.activeElement));
  if (!other || (isInside && root.activeElement !== edge)) return;
  if (!isInside && container.contains(root.activeElement)) return;
  event.preventDefault();
  other.focus();
}

/** @param {HTMLElement} container */
function visibleControls(container) {
  /** @type {NodeListOf<HTMLElement>} */
  const found = container.querySelectorAll(FOCUSABLE);
  return [...found].filter((control) => control.getClientRects().length > 0);
}
