import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { STRINGS, say } from "./strings.mjs";

const folder = new URL("./", import.meta.url);
const sources = readdirSync(folder)
  .filter((name) => name.endsWith(".mjs") && !name.includes(".test."))
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), "utf8") }));

test("values are filled in, and what looks like one in a value stays as it is", () => {
  assert.equal(say("refused", { reason: "{values}" }), "这句话没能发出：{values}");
});

test("every string is used and every string used is there", () => {
  const senders = ["you", "bot", "staff", "system"];
  const used = sources
    .map(({ text }) => Array.from(text.matchAll(/say\(\s*"(\w+)"/g), (found) => found[1]))
    .flat();
  assert.deepEqual(new Set([...used, ...senders]), new Set(Object.keys(STRINGS)));
});

test("Chinese for people stands in the table alone", () => {
  const elsewhere = sources
    .filter(({ name }) => !["strings.mjs", "wording.mjs"].includes(name))
    .filter(({ text }) => /["'`][^"'`\n]*[\u4e00-\u9fff]/.test(text.replace(/\/\*[\s\S]*?\*\//g, "")));
  assert.deepEqual(
    elsewhere.map(({ name }) => name),
    [],
  );
});
