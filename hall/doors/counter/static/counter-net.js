import { WORDS } from "./counter-words.js";

/** Resolves to the JSON of an answer; a refusal becomes an Error with the sentence to show. */
export async function fetchJson(address, options = {}) {
  const response = await reach(address, { ...options, headers: { Accept: "application/json", ...options.headers } });
  const data = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error((data.error && data.error.message) || WORDS.offline);
  return data;
}

/** Resolves to the HTML of a fragment. */
export async function fetchFragment(address, signal) {
  const response = await reach(address, { signal });
  if (!response.ok) throw new Error(WORDS.offline);
  return response.text();
}

async function reach(address, options) {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Error(WORDS.offline);
  }
}

/** Returns a function that runs `work(signal, …)`; a newer call aborts the older one. */
export function latestOnly(work) {
  let running = null;
  return async (...given) => {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    try {
      return await work(mine.signal, ...given);
    } catch (error) {
      if (error.name !== "AbortError") throw error;
      return undefined;
    } finally {
      if (running === mine) running = null;
    }
  };
}
