/**
 * Gives a shadow root its styles without anything inline, so that the page's CSP need not allow it.
 *
 * Browsers without constructable style sheets load the same file from the hall.
 *
 * @param {ShadowRoot} root
 * @param {string} css
 * @param {string} address of the same style sheet
 */
export function addStyles(root, css, address) {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [sheet];
  } catch (_unsupported) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = address;
    root.append(link);
  }
}
