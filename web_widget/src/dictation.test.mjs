import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Dictation } from "./dictation.mjs";

let recognition, seen, dictation;

class SpeechRecognition {
  constructor() {
    recognition = this;
    this.calls = [];
  }
  start() {
    this.calls.push("start");
  }
  stop() {
    this.calls.push("stop");
    this.onend();
  }
  abort() {
    this.calls.push("abort");
    this.onerror({ error: "aborted" });
    this.onend();
  }
}

beforeEach(() => {
  seen = [];
  dictation = new Dictation(
    { webkitSpeechRecognition: SpeechRecognition },
    {
      heard: (text) => seen.push(text),
      listens: (isListening) => seen.push(isListening),
      failed: (why) => seen.push(why),
    },
  );
});

test("what is said becomes text while it is said", () => {
  dictation.start();
  recognition.onresult({ results: [[{ transcript: "身份证" }]] });
  recognition.onresult({ results: [[{ transcript: "身份证" }], [{ transcript: "丢了" }]] });
  dictation.stop();
  assert.deepEqual(seen, [true, "身份证", "身份证丢了", false]);
  assert.equal(recognition.lang, "zh-CN");
});

for (const [error, why] of [
  ["not-allowed", "refused"],
  ["service-not-allowed", "refused"],
  ["audio-capture", "no_microphone"],
  ["no-speech", "nothing"],
  ["network", "unable"],
]) {
  test(`${error} is told as ${why}`, () => {
    dictation.start();
    recognition.onerror({ error });
    recognition.onend();
    assert.deepEqual(seen, [true, why, false]);
  });
}

test("dropped, it hears nothing more and complains of nothing", () => {
  dictation.start();
  dictation.drop();
  assert.equal(recognition.onresult, null);
  assert.deepEqual(seen, [true, false]);
  dictation.drop();
});

test("it may be begun again, but not twice at once", () => {
  dictation.start();
  const first = recognition;
  dictation.start();
  assert.equal(recognition, first);
  dictation.stop();
  dictation.start();
  assert.notEqual(recognition, first);
});

test("where the browser cannot understand speech, nothing begins", () => {
  const deaf = new Dictation({}, { heard() {}, listens() {}, failed() {} });
  deaf.start();
  assert.equal(deaf.isPossible || deaf.isListening, false);
});
