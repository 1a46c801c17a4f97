import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { shelf } from "../testing/hall.mjs";
import { Memory } from "./memory.mjs";
import { ReadAloud, linesToRead } from "./read-aloud.mjs";

let said, failed, aloud;

const speechSynthesis = {
  speak: (utterance) => said.push(utterance),
  cancel: () => said.splice(0),
};

class SpeechSynthesisUtterance {
  constructor(text) {
    this.text = text;
  }
}

const lines = () => said.map(({ text }) => text);
const bot = (id, text) => ({ id, from: "bot", text });
const own = (id, text) => ({ id, from: "citizen", text });
const talk = (...messages) => ({ messages, loading: false });

beforeEach(() => {
  said = [];
  failed = 0;
  const memory = new Memory(() => shelf());
  aloud = new ReadAloud({ speechSynthesis, SpeechSynthesisUtterance }, memory, () => (failed += 1));
});

test("it is off until it is turned on, and then says the latest answer", () => {
  aloud.follow(talk(), true);
  aloud.follow(talk(own(1, "问"), bot(2, "您好")), true);
  assert.deepEqual(lines(), []);
  aloud.turn(true, [bot(2, "您好")]);
  assert.deepEqual(lines(), ["您好"]);
  assert.equal(said[0].lang, "zh-CN");
});

test("what was there before is not read, what comes is, the citizen's own words never", () => {
  aloud.turn(true, []);
  aloud.follow({ messages: [], loading: true }, true);
  aloud.follow(talk(bot(1, "从前说的")), true);
  aloud.follow(talk(bot(1, "从前说的"), own(2, "问"), bot(3, "答复\n第二行"), bot(4, "补充")), true);
  assert.deepEqual(lines(), ["答复", "第二行", "补充"]);
});

test("behind a closed panel nothing is read, nor made up for", () => {
  aloud.turn(true, []);
  aloud.follow(talk(), false);
  aloud.follow(talk(bot(1, "没人听")), false);
  aloud.follow(talk(bot(1, "没人听")), true);
  assert.deepEqual(lines(), []);
});

test("the next question ends the reading of the last answer", () => {
  aloud.turn(true, []);
  aloud.follow(talk(), true);
  aloud.follow(talk(bot(1, "很长的答复")), true);
  aloud.follow(talk(bot(1, "很长的答复"), own(2, "问")), true);
  assert.deepEqual(lines(), []);
});

test("a device without a Chinese voice is reported, a stopped reading is not", () => {
  aloud.turn(true, [bot(1, "您好")]);
  said[0].onerror({ error: "interrupted" });
  assert.equal(failed, 0);
  said[0].onerror({ error: "language-unavailable" });
  assert.equal(failed, 1);
});

test("where the browser cannot speak, nothing is offered", () => {
  const silent = new ReadAloud({}, new Memory(() => shelf()), () => {});
  silent.turn(true, [bot(1, "您好")]);
  assert.equal(silent.isPossible || silent.isOn, false);
});

test("addresses and lines without a word are not read", () => {
  assert.deepEqual(linesToRead("请看 https://a.gov.cn/x?y=1 这里\n——\nwww.gov.cn\n1. 户口簿"), ["请看  这里", "1. 户口簿"]);
});
