/** Results as one types; ↑↓ choose, Enter opens. */
import { byId, make } from "./counter-dom.js";
import { fetchJson, latestOnly } from "./counter-net.js";
import { WORDS } from "./counter-words.js";

/** A scanner's or a pasted burst is one question; a person's keystroke never waits to be noticed. */
const PAUSE_MS = 15;

export function startSearch(open) {
  const input = byId("search");
  const state = byId("search-state");
  const list = byId("results");
  const ways = byId("ways");
  let timer = 0;
  let rows = [];
  let chosen = -1;
  let answered = "";
  let openWhenFound = false;

  const look = latestOnly(async (signal, query) => {
    const found = await fetchJson(`${input.dataset.results}?q=${encodeURIComponent(query)}`, { signal });
    answered = query;
    show(found, query);
    if (openWhenFound) enter();
  });

  function show(found, query) {
    rows = found.rows;
    list.replaceChildren(...rows.map(resultRow));
    ways.replaceChildren(...found.ways.map((way) => make("a", { class: "button", text: way.text, href: way.address })));
    state.textContent = rows.length ? found.state + WORDS.chooseKeys : found.state;
    state.classList.remove("fault");
    byId("recent").classList.toggle("covered", Boolean(query));
    choose(rows.length ? 0 : -1);
    input.setAttribute("aria-expanded", String(rows.length > 0));
  }

  function resultRow(row, at) {
    const option = make(
      "li",
      { role: "option", id: `result-${at}`, "aria-selected": "false", "data-code": row.code },
      make("strong", { text: row.name }),
      make("span", { text: row.detail }),
    );
    option.addEventListener("mousedown", (event) => event.preventDefault());
    option.addEventListener("click", () => openRow(row));
    return option;
  }

  function choose(at) {
    chosen = at;
    [...list.children].forEach((option, index) => option.setAttribute("aria-selected", String(index === at)));
    if (at < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `result-${at}`);
    return list.children[at].scrollIntoView({ block: "nearest" });
  }

  function openRow(row) {
    openWhenFound = false;
    open(row.address, row.element);
  }

  function enter() {
    openWhenFound = false;
    if (chosen >= 0) openRow(rows[chosen]);
    else ways.querySelector("a")?.click();
  }

  function fail(error) {
    openWhenFound = false;
    state.textContent = error.message;
    state.classList.add("fault");
  }

  function changed() {
    clearTimeout(timer);
    const query = input.value.trim();
    if (!query) {
      answered = "";
      show({ state: "", ways: [], rows: [] }, "");
      return;
    }
    timer = setTimeout(() => look(query).catch(fail), PAUSE_MS);
  }

  function submit(event) {
    event.preventDefault();
    const query = input.value.trim();
    if (query && query === answered) {
      enter();
    } else if (query) {
      openWhenFound = true;
      clearTimeout(timer);
      look(query).catch(fail);
    }
  }

  function key(event) {
    if (event.isComposing || (event.key !== "ArrowDown" && event.key !== "ArrowUp") || !rows.length) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : -1;
    choose((chosen + step + rows.length) % rows.length);
  }

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-controls", "results");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  list.setAttribute("role", "listbox");
  input.addEventListener("input", (event) => event.isComposing || changed());
  input.addEventListener("compositionend", changed);
  input.addEventListener("keydown", key);
  byId("search-form").addEventListener("submit", submit);
  if (input.value.trim()) changed();
}

/** Puts the cursor into the search box, ready to type over what stands there. */
export function focusSearch() {
  byId("search").focus();
  byId("search").select();
}
