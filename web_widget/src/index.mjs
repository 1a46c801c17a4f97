import { configure } from "./config.mjs";
import { TAG, defineElement } from "./element.mjs";
import { say } from "./strings.mjs";

/**
 * Puts the chat on the page that holds the script tag; a second script tag changes nothing.
 *
 * @param {HTMLScriptElement} script
 * @param {string} css the widget's style sheet
 */
export function start(script, css) {
  const config = configure(script.dataset, script.src);
  whenBodyIsThere(() => {
    if (document.querySelector(TAG)) return;
    try {
      defineElement(config, css, failed);
      document.body.append(document.createElement(TAG));
    } catch (fault) {
      failed(fault);
    }
  });

  /** @param {unknown} fault */
  function failed(fault) {
    console.error(fault);
    document.body.append(plainLink(config.hall));
  }
}

/** @param {() => void} run */
function whenBodyIsThere(run) {
  if (document.body) run();
  else document.addEventListener("DOMContentLoaded", run);
}

/**
 * Returns the way to the plain form, for browsers that cannot show the panel.
 *
 * @param {string} hall
 */
function plainLink(hall) {
  const link = document.createElement("a");
  link.href = `${hall}/chat`;
  link.textContent = say("launcher");
  link.lang = "zh-CN";
  Object.assign(link.style, {
    position: "fixed",
    right: "16px",
    bottom: "16px",
    padding: "12px 18px",
    borderRadius: "24px",
    background: "#1a5aa3",
    color: "#ffffff",
    zIndex: "2147483000",
  });
  return link;
}
