import assert from "node:assert/strict";
import { test } from "node:test";

import { DEFAULTS, configure } from "./config.mjs";

test("without data the hall is where the script comes from", () => {
  const config = configure({}, "https://hall.example/widget.js?v=1");
  assert.deepEqual(config, { hall: "https://hall.example", open: false, elder: false, theme: "auto" });
});

test("a page may name the hall and open the panel", () => {
  const data = { hall: "https://hall.example/", open: "", elder: "false" };
  const config = configure(data, "https://cdn.example/widget.js");
  assert.deepEqual(config, { hall: "https://hall.example", open: true, elder: false, theme: "auto" });
});

test("a page may be light or dark; another word follows the device", () => {
  const themes = ["light", "dark", "auto", "blau"].map(
    (theme) => configure({ theme }, "https://hall.example/").theme,
  );
  assert.deepEqual(themes, ["light", "dark", "auto", "auto"]);
});

test("defaults cannot be changed by accident", () => {
  assert.ok(Object.isFrozen(DEFAULTS) && Object.isFrozen(configure({}, "https://hall.example/")));
});
