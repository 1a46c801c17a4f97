import assert from "node:assert/strict";
import { test } from "node:test";

import {
  attachmentKind,
  blocksOf,
  callable,
  checklistAddress,
  demandAddress,
  guideAddress,
  labelsOf,
  safeAddress,
  sizeOf,
  tone,
} from "./wording.mjs";

const numbers = (text) =>
  callable(text)
    .filter((piece) => piece.number)
    .map((piece) => piece.text);

for (const [text, expected] of [
  ["请马上打119（火警救援）", ["119"]],
  ["先拨打110、120，再说清地点", ["110", "120"]],
  ["可以打12345问", ["12345"]],
  ["人社热线12333；医保12393", ["12333", "12393"]],
  ["被骗了请拨110或96110报警", ["110", "96110"]],
  ["0454-×××××××（样例）", []],
  ["120日内办结", []],
  ["收费120元", []],
  ["编号TJ20261123-0001", []],
  ["缴费12345元", []],
  ["1234567", []],
]) {
  test(`numbers to call in “${text}”: ${expected.join("、") || "none"}`, () => {
    assert.deepEqual(numbers(text), expected);
    assert.equal(
      callable(text)
        .map((piece) => piece.text)
        .join(""),
      text,
    );
  });
}

test("a message without an answer is paragraphs of text", () => {
  assert.deepEqual(blocksOf({ id: 1, from: "staff", text: "您好\n\n请带户口簿" }), [
    { kind: "text", items: [{ text: "您好" }, { text: "请带户口簿" }] },
  ]);
});

test("an answer is shown by its blocks", () => {
  const blocks = [{ kind: "text", items: [{ text: "办身份证要带这些：" }] }];
  const answer = { status: "answered_guide", text: "", blocks };
  assert.equal(blocksOf({ id: 1, from: "bot", text: "办身份证要带这些：\n1. 户口簿", answer }), blocks);
});

test("a first line that no block repeats stands before the blocks", () => {
  const blocks = [{ kind: "list", items: [{ text: "户口簿" }] }];
  const answer = { status: "answered_list", text: "", blocks };
  const [first] = blocksOf({ id: 1, from: "bot", text: "最多跑一次的事项：\n· 户口簿", answer });
  assert.deepEqual(first.items, [{ text: "最多跑一次的事项：" }]);
});

test("a hand-over is shown as its text, not as the answer that led to it", () => {
  const answer = {
    status: "routed_staff",
    text: "",
    blocks: [{ kind: "text", items: [{ text: "请回复转人工" }] }],
  };
  const [only] = blocksOf({ id: 1, from: "bot", text: "已登记工单 TJ1", answer });
  assert.deepEqual(only.items, [{ text: "已登记工单 TJ1" }]);
});

for (const [address, expected] of [
  ["/items/232009001000-01", "https://hall.example/items/232009001000-01"],
  ["https://www.gov.cn/x", "https://www.gov.cn/x"],
  ["tel:12345", "tel:12345"],
  ["javascript:alert(1)", ""],
  ["data:text/html,x", ""],
  ["https://[", ""],
]) {
  test(`${address} leads to ${expected || "nowhere"}`, () => {
    assert.equal(safeAddress(address, "https://hall.example"), expected);
  });
}

test("the checklist keeps the situation that was told", () => {
  const answer = {
    status: "answered_guide",
    text: "",
    element: "one_visit",
    item: { item_code: "232009001000-01", name: "身份证" },
    situation: { reason: "lost" },
  };
  const address = checklistAddress(answer, "https://hall.example");
  assert.match(address, /232009001000-01.*reason=lost/);
  assert.equal(checklistAddress({ ...answer, element: "materials" }, "https://hall.example"), address);
  assert.equal(checklistAddress({ ...answer, element: "fee" }, "https://hall.example"), "");
});

test("whatever lists materials leads to the checklist, and every answer from a guide to the guide", () => {
  const item = { item_code: "232009001000-01", name: "身份证" };
  const materials = [{ kind: "materials", items: [{ text: "户口簿" }] }];
  const asked = { status: "clarify_situation", text: "", item, situation: { reason: "lost" }, blocks: materials };
  const hall = "https://hall.example";
  assert.equal(checklistAddress(asked, hall), `${hall}/items/232009001000-01/checklist?reason=lost`);
  assert.equal(guideAddress(asked, hall), `${hall}/items/232009001000-01?reason=lost`);
  assert.equal(guideAddress({ status: "answered_faq", text: "", item }, hall), `${hall}/items/232009001000-01`);
  for (const other of [{ status: "clarify_item" }, { status: "routed_staff", blocks: materials }]) {
    const answer = { text: "", item, ...other };
    assert.equal(checklistAddress(answer, hall) + guideAddress(answer, hall), "");
  }
  assert.equal(guideAddress({ status: "answered_guide", text: "", item: { item_code: "" } }, hall), "");
});

test("an emergency, an answer and what is neither look different", () => {
  const tones = ["blocked_emergency", "answered_guide", "clarify_item"].map(tone);
  assert.deepEqual(tones, ["urgent", "answered", ""]);
});

test("labels that are the same are told apart by what a tap says", () => {
  const options = [
    { id: "1", label: "简介", send: "身份证简介" },
    { id: "2", label: "简介", send: "社保卡简介" },
    { id: "3", label: "收费", send: "社保卡收费" },
  ];
  assert.deepEqual(labelsOf(options), ["身份证简介", "社保卡简介", "收费"]);
});

for (const [kind, word] of [
  ["application/pdf", "PDF"],
  ["image/jpeg", "图片"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word 文档"],
  ["docx", "Word 文档"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel 表格"],
  ["application/x-unheard-of", "文件"],
]) {
  test(`a file of the kind ${kind} is called ${word}`, () => assert.equal(attachmentKind(kind), word));
}

test("sizes are said in KB and MB", () => {
  assert.deepEqual([0, 182044, 1048064, 1572864].map(sizeOf), ["1 KB", "178 KB", "1.0 MB", "1.5 MB"]);
});

test("an answer that lists materials leads to where more than those can be reported", () => {
  const item = { item_code: "232009001000-01", catalog_code: "232009001000", name: "身份证", department: "" };
  const materials = { status: "answered_guide", text: "", item, element: "materials", situation: { reason: "lost" } };
  const hall = "https://hall.example";
  assert.equal(demandAddress(materials, hall), `${hall}/items/232009001000-01/demand?at=widget`);
  assert.equal(demandAddress({ ...materials, element: "fee" }, hall), "");
});
