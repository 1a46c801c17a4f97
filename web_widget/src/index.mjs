import { configure } from "./config.mjs";
import { TAG, defineElement } from "./element.mjs";
import { keepOnPage } from "./place.mjs";
import { say } from "./strings.mjs";

/** The tag in the page, for pages whose own code fetches and runs the script a second time. */
const SCRIPT_TAG = 'script[src*="/widget.js"]';

/**
 * Puts the chat on the page that holds the script tag; running the script again changes nothing.
 *
 * @param {HTMLScriptElement | null} running
 * @param {string} css the widget's style sheet
 */
export function start(running, css) {
  /** @type {HTMLScriptElement | null} */
  const script = running && running.src ? running : document.querySelector(SCRIPT_TAG);
  if (!script || document.querySelector(TAG)) return;
  const config = configure(script.dataset, script.src);
  whenBodyIsThere(() => {
    if (document.querySelector(TAG)) return;
    try {
      defineElement(config, css, failed);
      keepOnPage(document.createElement(TAG));
    } catch (fault) {
      failed(fault);
    }
  });

  /** @param {unknown} fault */
  function failed(fault) {
    console.error(fault);
    document.documentElement.append(plainLink(config.hall));
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
