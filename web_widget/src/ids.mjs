/** 128 random bits: a conversation's id is the secret that opens it. */
const BYTES = 16;

/**
 * Returns a new id that nobody can guess.
 *
 * `crypto.randomUUID` is missing on plain HTTP and in old WebViews, `getRandomValues` is everywhere.
 *
 * @param {Pick<Crypto, "getRandomValues">} crypto
 */
export function drawId(crypto) {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
