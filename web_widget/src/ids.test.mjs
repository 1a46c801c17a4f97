import assert from "node:assert/strict";
import { test } from "node:test";

import { drawId } from "./ids.mjs";

test("an id carries all 128 random bits in a form the hall accepts", () => {
  const bits = { getRandomValues: (bytes) => bytes.map((_, index) => index * 17) };
  assert.equal(drawId(bits), "00112233445566778899aabbccddeeff");
  assert.match(drawId(globalThis.crypto), /^[A-Za-z0-9._-]{8,128}$/);
});
