import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";

import { parse } from "acorn";

const folder = new URL("./", import.meta.url);
const modules = readdirSync(folder).filter((name) => /(?<!\.test)\.mjs$/.test(name));

for (const name of modules) {
  test(`${name} is understood by browsers of 2019`, () => {
    const source = readFileSync(new URL(name, folder), "utf8");
    assert.ok(parse(source, { ecmaVersion: 2019, sourceType: "module" }));
  });
}
