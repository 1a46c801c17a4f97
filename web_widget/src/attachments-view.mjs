import { leadingTo } from "./blocks-view.mjs";
import { icon, make, unseen } from "./dom.mjs";
import { say } from "./strings.mjs";
import { attachmentKind, safeAddress, sizeOf } from "./wording.mjs";

/** @typedef {import("./contract.mjs").Attachment} Attachment */

/**
 * Returns the files that came with a message, each to be opened in a window of its own; null without any.
 *
 * @param {Attachment[] | undefined} attachments
 * @param {string} hall
 */
export function attachmentsView(attachments, hall) {
  if (!attachments || !attachments.length) return null;
  const rows = attachments.map((file) => make("li", {}, fileView(file, hall)));
  return make("ul", { class: "attachments", "aria-label": say("attachments") }, ...rows);
}

/**
 * @param {Attachment} file
 * @param {string} hall
 */
function fileView(file, hall) {
  const about = say("attachment_about", { kind: attachmentKind(file.kind), size: sizeOf(file.size) });
  const address = safeAddress(file.url, hall);
  if (!address) return `${file.name}${about}`;
  return leadingTo(address, icon("file"), `${file.name}${about}`, unseen(`（${say("new_window")}）`));
}
