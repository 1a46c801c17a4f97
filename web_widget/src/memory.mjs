const PREFIX = "onedoor.";

/**
 * @typedef {object} Shelf
 * @property {number} length
 * @property {(index: number) => string | null} key
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/** What this device remembers; where the browser forbids storage, until the page is left. */
export class Memory {
  /** @param {() => Shelf} open may throw, as reading `localStorage` does where it is forbidden */
  constructor(open) {
    this._shelf = usable(open) || new PageShelf();
  }

  /**
   * Returns what was remembered, or `otherwise`.
   *
   * @param {string} name
   * @param {any} [otherwise]
   */
  get(name, otherwise) {
    try {
      const kept = this._shelf.getItem(PREFIX + name);
      return kept === null ? otherwise : JSON.parse(kept);
    } catch (_unreadable) {
      return otherwise;
    }
  }

  /**
   * Remembers a value; a full store falls back to the page's own memory.
   *
   * @param {string} name
   * @param {unknown} value
   */
  set(name, value) {
    try {
      this._shelf.setItem(PREFIX + name, JSON.stringify(value));
    } catch (_full) {
      this._shelf = copyOf(this._shelf);
      this._shelf.setItem(PREFIX + name, JSON.stringify(value));
    }
  }

  /**
   * Whether a key of the browser's store, as a storage event names it, is one of these; null is all of them.
   *
   * @param {string | null} key
   * @param {string[]} names
   */
  isOf(key, names) {
    return key === null || names.some((name) => key === PREFIX + name);
  }

  /** @param {string} name */
  forget(name) {
    this._shelf.removeItem(PREFIX + name);
  }

  /**
   * Returns the names that begin so.
   *
   * @param {string} beginning
   */
  names(beginning) {
    return keysOf(this._shelf)
      .filter((key) => key.startsWith(PREFIX + beginning))
      .map((key) => key.slice(PREFIX.length));
  }
}

/** @param {() => Shelf} open */
function usable(open) {
  try {
    const shelf = open();
    shelf.setItem(`${PREFIX}try`, "1");
    shelf.removeItem(`${PREFIX}try`);
    return shelf;
  } catch (_forbidden) {
    return null;
  }
}

/** @param {Shelf} shelf */
function keysOf(shelf) {
  return [...new Array(shelf.length).keys()].map((index) => shelf.key(index) || "");
}

/** @param {Shelf} shelf */
function copyOf(shelf) {
  const copy = new PageShelf();
  for (const key of keysOf(shelf)) copy.setItem(key, shelf.getItem(key) || "");
  return copy;
}

/** A shelf that lasts as long as the page. */
class PageShelf {
  constructor() {
    /** @type {Map<string, string>} */
    this._kept = new Map();
  }

  get length() {
    return this._kept.size;
  }

  /** @param {number} index */
  key(index) {
    return [...this._kept.keys()][index] || null;
  }

  /** @param {string} key */
  getItem(key) {
    const kept = this._kept.get(key);
    return kept === undefined ? null : kept;
  }

  /**
   * @param {string} key
   * @param {string} value
   */
  setItem(key, value) {
    this._kept.set(key, value);
  }

  /** @param {string} key */
  removeItem(key) {
    this._kept.delete(key);
  }
}
