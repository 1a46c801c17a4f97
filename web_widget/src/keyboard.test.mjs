import assert from "node:assert/strict";
import { test } from "node:test";

import { coveredBelow } from "./keyboard.mjs";

for (const [name, visible, covered] of [
  ["no keyboard", { height: 844, offsetTop: 0, scale: 1 }, 0],
  ["a keyboard", { height: 510, offsetTop: 0, scale: 1 }, 334],
  ["a keyboard with the page moved up", { height: 510, offsetTop: 100, scale: 1 }, 234],
  ["a page moved up all the way", { height: 510, offsetTop: 400, scale: 1 }, 0],
  ["a pinch to see more", { height: 422, offsetTop: 0, scale: 2 }, 0],
]) {
  test(`${name} covers ${covered} pixels of a page of 844`, () => {
    assert.equal(coveredBelow(visible, 844), covered);
  });
}
