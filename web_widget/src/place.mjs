/** So often the chat comes back; a page that still takes it away means it. */
const MOST_RETURNS = 20;

/**
 * Puts an element on the page beside `<body>`, and again when the page takes it away.
 *
 * A replaced body, or one with `filter`, `transform` or `zoom`, neither removes nor moves what stands beside it.
 *
 * @param {HTMLElement} host
 */
export function keepOnPage(host) {
  let returns = 0;
  const observer = new MutationObserver(() => {
    if (host.isConnected || !document.documentElement) return;
    returns += 1;
    if (returns > MOST_RETURNS) observer.disconnect();
    else put();
  });

  function put() {
    document.documentElement.append(host);
    observer.observe(document, { childList: true });
    observer.observe(document.documentElement, { childList: true });
  }

  put();
}
