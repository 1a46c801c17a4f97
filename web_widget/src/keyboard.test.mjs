import assert from "node:assert/strict";
import { test } from "node:test";

import { roomIn } from "./keyboard.mjs";

for (const [what, visible, expected] of [
  ["without a keyboard", { height: 800, offsetTop: 0, scale: 1 }, { above: 0, covered: 0, isShort: false }],
  ["keyboard", { height: 480, offsetTop: 0, scale: 1 }, { above: 0, covered: 320, isShort: true }],
  ["keyboard on a scrolled page", { height: 480, offsetTop: 20, scale: 1 }, { above: 20, covered: 300, isShort: true }],
  ["a page moved up all the way", { height: 480, offsetTop: 400, scale: 1 }, { above: 400, covered: 0, isShort: true }],
  ["pinched to see more", { height: 400, offsetTop: 0, scale: 2 }, { above: 0, covered: 0, isShort: false }],
]) {
  test(`room for the panel: ${what}`, () => {
    assert.deepEqual(roomIn(visible, 800), expected);
  });
}
