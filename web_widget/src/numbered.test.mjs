import assert from "node:assert/strict";
import test from "node:test";

import { numbered } from "./numbered.mjs";

const OPTIONS = [
  { id: "reason.first", label: "第一次办", send: "第一次办" },
  { id: "reason.lost", label: "丢了补办", send: "丢了补办" },
];

test("a typed number stands for the option that is shown under it", () => {
  assert.equal(numbered("2", OPTIONS), "reason.lost");
  assert.equal(numbered("１", OPTIONS), "reason.first");
});

test("a number without an option, and words, stand for none", () => {
  for (const text of ["3", "0", "12", "2个", "丢了补办", ""]) assert.equal(numbered(text, OPTIONS), "");
  assert.equal(numbered("1", []), "");
});
