// What every page that updates itself needs.
/** Milliseconds between two looks at most, however often they fail. */
export const SLOWEST = 30000;
/** Milliseconds after which a look that brings nothing has failed. */
const LONGEST = 15000;

/** Ask `load` again and again, slower while it fails; stops when it returns false. */
export function poll(load, pause, failed) {
  let wait = pause;
  const again = async () => {
    try {
      if ((await load()) === false) return;
      wait = pause;
    } catch {
      wait = Math.min(wait * 2, SLOWEST);
      failed();
    }
    setTimeout(again, wait);
  };
  setTimeout(again, wait);
}

/** Fetch JSON; null when the session is over. */
export async function read(url) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), LONGEST);
  const asked = { headers: { Accept: "application/json" }, credentials: "same-origin", signal: stop.signal };
  const response = await fetch(url, asked).finally(() => clearTimeout(late));
  if (response.status === 401) return null;
  if (!response.ok) throw new Error(String(response.status));
  return response.json();
}

export function element(tag, name, text) {
  const made = document.createElement(tag);
  made.className = name;
  made.textContent = text;
  return made;
}
