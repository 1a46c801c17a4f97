// Ticks of a list: all of a page at once, and how many there are.

const form = document.querySelector("#closing, #dismissing");
const all = document.getElementById("all");

/** Return the boxes of the list that can be ticked. */
export function boxes() {
  return form === null ? [] : [...form.elements].filter((one) => one.matches(".pick input:not(:disabled)"));
}

/** Return the boxes that are ticked. */
export function picked() {
  return boxes().filter((box) => box.checked);
}

/** Say how many are ticked; with none there is nothing to do. */
export function count() {
  if (form === null) return;
  const [many, of] = [picked().length, boxes().length];
  document.getElementById("picked").textContent = many ? ` ${many} ${form.id === "closing" ? "件" : "个"}` : "";
  form.querySelector("button:not([type=button])").disabled = !many;
  all.checked = many > 0 && many === of;
  all.indeterminate = many > 0 && many < of;
}

if (form) {
  document.getElementById("all-label").hidden = false;
  all.addEventListener("change", () => {
    for (const box of boxes()) box.checked = all.checked;
    count();
  });
  document.addEventListener("change", (event) => event.target.matches(".pick input") && count());
  window.addEventListener("pageshow", count);
  count();
}
