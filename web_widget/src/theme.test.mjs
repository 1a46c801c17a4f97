import assert from "node:assert/strict";
import { test } from "node:test";

import { isDark } from "./theme.mjs";

for (const [theme, deviceIsDark, expected] of [
  ["auto", false, false],
  ["auto", true, true],
  ["light", true, false],
  ["dark", false, true],
]) {
  test(`${theme} on a ${deviceIsDark ? "dark" : "light"} device is ${expected ? "dark" : "light"}`, () => {
    assert.equal(isDark(theme, deviceIsDark), expected);
  });
}
