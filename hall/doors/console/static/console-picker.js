// Canned replies by keyboard: “/” in an empty box or the button, a few letters, Enter; the text goes in at the cursor.
import { element } from "./console-live.js";

const EXCERPT = 40;

/** Put a searchable list in the place of the plain choice that works without this script. */
export function offerCanned(box) {
  const select = box.form.querySelector(".canned select");
  if (!select) return;
  const picker = build(select, box);
  box.addEventListener("keydown", (event) => {
    if (event.key !== "/" || box.value || event.isComposing) return;
    event.preventDefault();
    picker.open();
  });
}

function build(select, box) {
  const holder = select.parentElement;
  const entries = [...select.options].filter((one) => one.value);
  const toggle = element("button", "", "常用语（按 / 打开）");
  const panel = element("div", "picker", "");
  const label = element("label", "", "找常用语");
  const input = element("input", "", "");
  const list = element("ul", "picker-list", "");
  const none = element("p", "hint", "");
  const picker = { box, entries, toggle, panel, input, list, none, at: 0, shown: [] };
  toggle.type = "button";
  toggle.setAttribute("aria-expanded", "false");
  panel.hidden = true;
  Object.assign(input, { id: "picker-search", type: "search", autocomplete: "off" });
  label.htmlFor = input.id;
  Object.assign(list, { id: "picker-list" });
  none.setAttribute("role", "status");
  const roles = { role: "combobox", "aria-expanded": "true", "aria-controls": list.id, "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(roles)) input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "常用语");
  panel.append(label, input, list, none);
  holder.replaceChildren(toggle, panel);
  listen(picker);
  return { open: () => open(picker) };
}

function listen(picker) {
  const { toggle, input, list } = picker;
  toggle.addEventListener("click", () => (picker.panel.hidden ? open(picker) : close(picker)));
  input.addEventListener("input", () => search(picker));
  input.addEventListener("keydown", (event) => press(picker, event));
  list.addEventListener("mousedown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    put(picker, picker.shown[[...list.children].indexOf(option)]);
  });
}

function open(picker) {
  picker.panel.hidden = false;
  picker.toggle.setAttribute("aria-expanded", "true");
  picker.input.value = "";
  search(picker);
  picker.input.focus();
}

function close(picker) {
  picker.panel.hidden = true;
  picker.toggle.setAttribute("aria-expanded", "false");
  picker.box.focus();
}

/** The keys of a list: the search field keeps the focus all along, and Enter never sends the reply. */
function press(picker, event) {
  const last = picker.shown.length - 1;
  const to = { ArrowDown: picker.at + 1, ArrowUp: picker.at - 1 }[event.key];
  if (to !== undefined) mark(picker, Math.min(Math.max(to, 0), last));
  else if (event.key === "Escape") close(picker);
  else if (event.key === "Enter" && !event.isComposing) put(picker, picker.shown[picker.at]);
  else return;
  event.preventDefault();
}

function search(picker) {
  const wanted = picker.input.value.trim().toLowerCase();
  const fits = ({ text, dataset }) => `${text}\n${dataset.text}`.toLowerCase().includes(wanted);
  picker.shown = picker.entries.filter(fits);
  picker.list.replaceChildren(...picker.shown.map(option));
  picker.list.hidden = !picker.shown.length;
  picker.none.textContent = picker.shown.length ? "" : "没有这样的常用语，换个词试试。";
  mark(picker, 0);
}

function option(entry, index) {
  const made = element("li", "", "");
  made.id = `picker-${index}`;
  made.setAttribute("role", "option");
  made.append(element("strong", "", entry.text), " ", element("span", "", entry.dataset.text.slice(0, EXCERPT)));
  return made;
}

function mark(picker, index) {
  picker.at = index;
  [...picker.list.children].forEach((made, at) => made.setAttribute("aria-selected", String(at === index)));
  const marked = picker.list.children[index];
  picker.input.setAttribute("aria-activedescendant", marked ? marked.id : "");
  marked?.scrollIntoView({ block: "nearest" });
}

function put(picker, entry) {
  if (!entry) return;
  const { box } = picker;
  close(picker);
  box.setRangeText(entry.dataset.text, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true }));
}
