/** What a citizen ticks on his list is kept: in the address for sharing and reloading, and on this device. */
const boxes = [...document.querySelectorAll("input.box")];
const state = document.getElementById("ticks-state");
const here = new URL(window.location.href);
const told = [...here.searchParams].filter(([name]) => name !== "have" && name !== "print");
const key = `onedoor-list:${here.pathname}?${new URLSearchParams(told)}`;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "[]");
  } catch {
    return [];
  }
}

function keep(numbers) {
  try {
    localStorage.setItem(key, JSON.stringify(numbers));
  } catch {
    // Private windows keep nothing; the address still does.
  }
}

function readdress(numbers) {
  const address = new URL(here);
  address.search = new URLSearchParams([...told, ...numbers.map((n) => ["have", n])]);
  window.history.replaceState(null, "", address);
}

function show() {
  const numbers = boxes.filter((box) => box.checked).map((box) => box.value);
  const lacking = boxes.filter((box) => !box.checked && "counts" in box.dataset).length;
  state.textContent = !numbers.length ? "" : lacking ? `还缺 ${lacking} 样。` : "必须带的材料都齐了。";
  keep(numbers);
  readdress(numbers);
}

/** What was counted when the page was loaded holds no more. */
function ticked() {
  for (const old of document.querySelectorAll(".lacking, .papers .state")) old.remove();
  show();
}

if (boxes.length && state) {
  if (!here.searchParams.has("have")) {
    const before = kept();
    for (const box of boxes) box.checked = before.includes(box.value);
  }
  show();
  for (const box of boxes) box.addEventListener("change", ticked);
}
