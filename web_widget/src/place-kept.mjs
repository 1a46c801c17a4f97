/** Pieces of the talk that are small enough to say where in it somebody reads. */
const PIECES = "p, li, dt, dd, h3, h4, summary";

/**
 * Changes how the talk is laid out; the line at its top stays at the top.
 *
 * @param {HTMLElement} scroll
 * @param {() => void} change
 */
export function keepingPlace(scroll, change) {
  const piece = pieceAtTop(scroll);
  const part = piece ? above(scroll, piece) / piece.offsetHeight : 0;
  change();
  if (!piece) return;
  scroll.style.scrollBehavior = "auto";
  scroll.scrollTop += above(scroll, piece) - part * piece.offsetHeight;
  scroll.style.scrollBehavior = "";
}

/**
 * Returns the piece at the top edge or next under it; null while nothing is laid out.
 *
 * @param {HTMLElement} scroll
 */
function pieceAtTop(scroll) {
  /** @type {NodeListOf<HTMLElement>} */
  const pieces = scroll.querySelectorAll(PIECES);
  const ends = (/** @type {HTMLElement} */ piece) => piece.offsetHeight - above(scroll, piece);
  return [...pieces].find((piece) => piece.offsetHeight > 1 && ends(piece) > 1) || null;
}

/**
 * Returns how many pixels of a piece are above the top edge; less than zero for one under it.
 *
 * @param {HTMLElement} scroll
 * @param {HTMLElement} piece
 */
function above(scroll, piece) {
  return scroll.getBoundingClientRect().top - piece.getBoundingClientRect().top;
}
