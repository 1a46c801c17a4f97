// Asks the hall again and again what is new, in a tab in the background too.
import { SLOWEST, read } from "./console-live.js";

/**
 * Ask `url` every so many milliseconds, slower while it fails, until the session is over.
 * heard: gets what came; failed: nothing came; over: nothing will come any more.
 */
export function follow(url, every, { heard, failed = () => {}, over = () => {} }, first = every) {
  let wait = every;
  let due = Date.now() + first;
  let busy = false;
  const look = async () => {
    if (busy || Date.now() < due) return;
    busy = true;
    const news = await heardFrom(url);
    busy = false;
    wait = news === undefined ? Math.min(wait * 2, SLOWEST) : every;
    due = Date.now() + wait;
    if (news === undefined) failed();
    else if (news !== null) heard(news);
    else {
      due = Infinity;
      over();
    }
  };
  const now = () => {
    if (due !== Infinity) due = 0;
    look();
  };
  tick(look);
  window.addEventListener("online", now);
  document.addEventListener("visibilitychange", () => document.hidden || now());
}

/** Return what the hall says; null when the session is over, undefined when nothing came. */
async function heardFrom(url) {
  try {
    return await read(url);
  } catch {
    return undefined;
  }
}

function tick(look) {
  try {
    const ticking = new Worker(new URL("./console-tick.js", import.meta.url));
    ticking.onmessage = look;
    ticking.onerror = () => setInterval(look, 1000);
  } catch {
    setInterval(look, 1000);
  }
}

/** The browser's store of that kind; where it is forbidden, one that keeps nothing. */
export function shelf(kind) {
  try {
    return window[kind];
  } catch {
    return { length: 0, key: () => null, getItem: () => null, setItem: () => {}, removeItem: () => {} };
  }
}

/** Return what was put on the shelf as JSON; null when there is nothing, or nothing that can be read. */
export function kept(store, name) {
  try {
    return JSON.parse(store.getItem(name));
  } catch {
    return null;
  }
}
