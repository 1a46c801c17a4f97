import assert from "node:assert/strict";
import { test } from "node:test";

import { shelf } from "../testing/hall.mjs";
import { Memory } from "./memory.mjs";
import { Outbox } from "./outbox.mjs";

test("messages of two tabs do not overwrite each other and keep their order", () => {
  const device = shelf();
  const [one, other] = [new Outbox(new Memory(() => device)), new Outbox(new Memory(() => device))];
  other.add("b", "后", 2);
  one.add("a", "先", 1);
  const texts = new Outbox(new Memory(() => device)).pending.map((message) => message.text);
  assert.deepEqual(texts, ["先", "后"]);
});

test("a message that arrived is forgotten", () => {
  const memory = new Memory(shelf);
  const device = shelf();
  const outbox = new Outbox(new Memory(() => device));
  outbox.add("a", "一", 1);
  outbox.remove(outbox.first);
  assert.deepEqual([device.length, memory.names("outbox.").length], [0, 0]);
});
