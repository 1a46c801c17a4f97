/** Letters and colours change in place: nothing typed is lost, and the line that was read stays where it was. */
const YEAR = 365 * 86400;
const REPLACED = { normal: ["large"], large: ["large"], dark: ["dark", "light"], light: ["dark", "light"] };
const root = document.documentElement;
const dark = document.getElementById("dark-colours");

function kept() {
  const found = document.cookie.split("; ").find((one) => one.startsWith("display="));
  return (found ?? "").slice("display=".length).split("-").filter(Boolean);
}

function keep(words) {
  const secure = window.location.protocol === "https:" ? "; secure" : "";
  document.cookie = `display=${words.sort().join("-")}; path=/; max-age=${YEAR}; samesite=lax${secure}`;
}

/** Do something that moves the page, and scroll back to the part that stood at the top. */
function inPlace(change) {
  const read = document.elementFromPoint(window.innerWidth / 2, 80)?.closest("main *");
  const before = read?.getBoundingClientRect().top;
  change();
  if (read && window.scrollY > 0) window.scrollBy(0, read.getBoundingClientRect().top - before);
}

function choose(choice) {
  const words = kept().filter((word) => !REPLACED[choice].includes(word));
  if (choice !== "normal") words.push(choice);
  keep(words);
  inPlace(() => {
    root.classList.toggle("large", words.includes("large"));
    if (words.includes("dark")) dark.media = "screen";
    else if (words.includes("light")) dark.media = "not all";
  });
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-display]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  choose(link.dataset.display);
  const shown = [...link.closest("ul").querySelectorAll("a")].filter((one) => one.offsetParent);
  const pair = REPLACED[link.dataset.display];
  const same = (one) => REPLACED[one.dataset.display][0] === pair[0];
  shown.find(same)?.focus({ preventScroll: true });
});
