import assert from "node:assert/strict";
import { test } from "node:test";

import { shelf } from "../testing/hall.mjs";
import { Memory } from "./memory.mjs";

test("what is remembered is there for the next page", () => {
  const device = shelf();
  new Memory(() => device).set("elder", true);
  assert.equal(new Memory(() => device).get("elder"), true);
});

test("where storage is forbidden, memory lasts as long as the page", () => {
  const memory = new Memory(() => {
    throw new Error("SecurityError");
  });
  memory.set("outbox.1", { text: "一" });
  assert.deepEqual(memory.get("outbox.1"), { text: "一" });
  assert.deepEqual(memory.names("outbox."), ["outbox.1"]);
  memory.forget("outbox.1");
  assert.equal(memory.get("outbox.1", "gone"), "gone");
});

test("when storage is full, nothing that was said is lost", () => {
  const device = shelf();
  const memory = new Memory(() => device);
  memory.set("conversation", "abc");
  device.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  memory.set("outbox.1", "一");
  assert.deepEqual([memory.get("conversation"), memory.get("outbox.1")], ["abc", "一"]);
});

test("what another program wrote under a name is as good as nothing", () => {
  const device = shelf();
  device.setItem("onedoor.elder", "{not json");
  assert.equal(new Memory(() => device).get("elder", false), false);
});
