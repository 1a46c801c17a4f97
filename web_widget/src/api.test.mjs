import assert from "node:assert/strict";
import { test } from "node:test";

import { Api } from "./api.mjs";

const HALL = "https://hall.example";

/** Returns an API whose requests are answered so, and the requests. */
function apiWith(status, body, headers) {
  const requests = [];
  const answer = async (address, request) => {
    requests.push({ address, ...request });
    return new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });
  };
  return { api: new Api(HALL, answer, 1000), requests };
}

const fault = (message) => ({ error: { code: "x", message, field: null } });

test("a message goes to its conversation with its own id and without cookies", async () => {
  const { api, requests } = apiWith(200, { messages: [], speaker: "bot" });
  await api.say("c0ffee", "身份证", "m1");
  const [sent] = requests;
  assert.equal(sent.address, `${HALL}/api/v1/chat/c0ffee/messages`);
  assert.equal(sent.credentials, "omit");
  assert.deepEqual(JSON.parse(sent.body), { text: "身份证", client_message_id: "m1" });
});

for (const [name, status, body, headers, trouble, wait, message] of [
  ["429 with a wait", 429, fault("慢一点"), { "Retry-After": "3" }, "busy", 3000, "慢一点"],
  ["a text that is too long", 413, fault("内容太长"), {}, "refused", 0, "内容太长"],
  ["an error of the hall", 500, fault("出了点小问题"), {}, "broken", 0, "出了点小问题"],
  ["a proxy's own page", 404, "<html>not found</html>", {}, "broken", 0, ""],
  ["a log-in page of a public network", 200, "<html>Wi-Fi</html>", {}, "broken", 0, ""],
]) {
  test(`${name} is ${trouble}`, async () => {
    const { api } = apiWith(status, body, headers);
    await assert.rejects(api.say("c0ffee", "身份证", "m1"), { trouble, wait, message });
  });
}

test("no connection is offline", async () => {
  const api = new Api(HALL, () => Promise.reject(new TypeError("Failed to fetch")), 1000);
  await assert.rejects(api.open("c0ffee"), { trouble: "offline" });
});

test("a hall that hangs is given up", async () => {
  const hang = (_address, { signal }) =>
    new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  await assert.rejects(new Api(HALL, hang, 20).open("c0ffee"), { trouble: "offline" });
});
