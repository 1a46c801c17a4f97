/** The counter: one page, worked with the keyboard alone. */
import { focusAsk, startAsk } from "./counter-ask.js";
import { CARD_KEYS, openCard, startCard } from "./counter-card.js";
import { startRecent } from "./counter-recent.js";
import { focusSearch, startSearch } from "./counter-search.js";

const ALT_KEYS = { ...CARD_KEYS, KeyW: focusAsk };

function typing(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function key(event) {
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const work = event.altKey ? ALT_KEYS[event.code] : plainKey(event);
  if (!work) return;
  event.preventDefault();
  work();
}

function plainKey(event) {
  if (event.key === "Escape") return focusSearch;
  return event.key === "/" && !typing(event.target) ? focusSearch : undefined;
}

startRecent(openCard);
startCard();
startSearch(openCard);
startAsk(openCard);
document.addEventListener("keydown", key);
