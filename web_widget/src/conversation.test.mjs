import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Hall, Timers, shelf } from "../testing/hall.mjs";
import { ApiError } from "./api.mjs";
import { TIMES } from "./config.mjs";
import { Conversation } from "./conversation.mjs";
import { Memory } from "./memory.mjs";

let hall, timers, device, shown, ids, hidden;

/** A page with the widget on it; the device and the hall outlive it. */
function newPage() {
  return new Conversation({
    api: hall.api,
    memory: new Memory(() => device),
    drawId: () => `id-${(ids += 1)}`,
    timers,
    settle: async () => {},
    now: () => ids,
    isHidden: () => hidden,
    show: (state) => shown.push(state),
    report: (fault) => {
      throw fault;
    },
  });
}

const texts = (conversation) => conversation.state.messages.map((message) => message.text);
const citizenSaid = () =>
  hall.messages.filter((message) => message.from === "citizen").map((message) => message.text);

beforeEach(() => {
  hall = new Hall();
  timers = new Timers();
  device = shelf();
  shown = [];
  ids = 0;
  hidden = false;
});

describe("tapping", () => {
  test("a tap sends the option's id, a number that of the option shown under it, words send none", async () => {
    hall.options = [
      { id: "reason.first", label: "第一次办", send: "第一次办" },
      { id: "reason.lost", label: "丢了补办", send: "丢了补办" },
    ];
    const conversation = newPage();
    await conversation.open();
    for (const [text, option] of [["身份证"], ["丢了补办", "reason.lost"], ["1"], ["3"], ["第一次办"]]) {
      conversation.send(text, option);
      await conversation.wake();
    }
    assert.deepEqual(hall.tapped, ["", "reason.lost", "reason.first", "", ""]);
  });
});

describe("asking", () => {
  test("a question and its answer are shown in the hall's order", async () => {
    const conversation = newPage();
    await conversation.open();
    conversation.send("身份证丢了咋整");
    await conversation.wake();
    assert.deepEqual(texts(conversation), ["身份证丢了咋整", "答：身份证丢了咋整"]);
    assert.deepEqual(conversation.state.pending, []);
  });

  test("a second question waits until the first is answered", async () => {
    const conversation = newPage();
    assert.equal(conversation.send("一"), true);
    assert.equal(conversation.state.asking, true);
    assert.equal(conversation.send("二"), false);
    await conversation.wake();
    assert.equal(conversation.state.asking, false);
    assert.equal(conversation.send("二"), true);
    await conversation.wake();
    assert.deepEqual(citizenSaid(), ["一", "二"]);
  });

  test("a reply that the hall could not keep is shown, and what is kept later comes after it", async () => {
    const conversation = newPage();
    conversation.send("一");
    await conversation.wake();
    hall.unkept = {
      messages: [
        { id: 0, from: "bot", text: "答：二", created_at: "" },
        { id: 0, from: "system", text: "没有记录", created_at: "" },
      ],
      speaker: "bot",
      kept: false,
    };
    conversation.send("二");
    await conversation.wake();
    hall.unkept = null;
    conversation.send("三");
    await conversation.wake();
    const said = ["一", "答：一", "二", "答：二", "没有记录", "三", "答：三"];
    assert.deepEqual(texts(conversation), said);
    assert.deepEqual(conversation.state.pending, []);
    const keys = conversation.state.messages.map((one) => one.key || `message-${one.id}`);
    assert.equal(new Set(keys).size, said.length);
  });

  test("blank text is not sent", async () => {
    const conversation = newPage();
    assert.equal(conversation.send(" \n "), false);
    await conversation.wake();
    assert.deepEqual(hall.requests, []);
  });

  test("the message keeps its own key, so that a view need not draw it again", async () => {
    const conversation = newPage();
    conversation.send("一");
    const [pending] = conversation.state.pending;
    await conversation.wake();
    assert.equal(conversation.state.messages[0].key, pending.id);
  });

  test("looking at the greeting alone remembers nothing on the device", async () => {
    await newPage().open();
    assert.equal(new Memory(() => device).get("conversation"), undefined);
  });
});

describe("a network that fails", () => {
  for (const fault of ["before", "after"]) {
    test(`a message cut off ${fault} the hall heard it arrives once`, async () => {
      const conversation = newPage();
      await conversation.open();
      hall.faults = [fault];
      conversation.send("一");
      await conversation.wake();
      timers.elapse();
      await conversation.wake();
      assert.deepEqual(citizenSaid(), ["一"]);
      assert.deepEqual(texts(conversation), ["一", "答：一"]);
    });
  }

  test("the answer that could not be fetched is fetched with the same message again", async () => {
    const conversation = newPage();
    await conversation.open();
    hall.faults = [undefined, "before"];
    conversation.send("一");
    await conversation._line;
    assert.equal(conversation.state.pending[0].unsent, true);
    await conversation.wake();
    assert.deepEqual(texts(conversation), ["一", "答：一"]);
    assert.deepEqual(citizenSaid(), ["一"]);
  });

  test("what could not be sent is shown as such and does not hold up the next question", async () => {
    const conversation = newPage();
    hall.faults = ["before", "before"];
    conversation.send("一");
    await conversation._line;
    const { pending, asking, trouble } = conversation.state;
    assert.deepEqual([pending[0].unsent, asking, trouble], [true, false, "offline"]);
    assert.equal(conversation.send("二"), true);
    await conversation._line;
    await conversation.wake();
    assert.deepEqual(citizenSaid(), ["一", "二"]);
    assert.equal(conversation.state.trouble, "");
  });

  test("attempts come ever later, up to a bound", async () => {
    const conversation = newPage();
    hall.faults = Array(8).fill("before");
    conversation.send("一");
    const waits = [];
    for (let attempt = 0; attempt < 7; attempt += 1) {
      await conversation._line;
      waits.push(timers.waiting[0].milliseconds);
      timers.elapse();
    }
    assert.deepEqual(waits, [...TIMES.retries, 15000, 15000]);
  });

  test("a busy hall is asked again when it says, with its own sentence shown", async () => {
    const conversation = newPage();
    hall.faults = [new ApiError("busy", "您问得有点快", 7000)];
    conversation.send("一");
    await conversation._line;
    assert.equal(timers.waiting[0].milliseconds, 7000);
    assert.equal(conversation.state.said, "您问得有点快");
  });

  test("a message the hall will not take is given back with the reason and not tried again", async () => {
    const conversation = newPage();
    hall.faults = [new ApiError("refused", "内容太长")];
    conversation.send("很长");
    await conversation._line;
    assert.deepEqual(conversation.state.refused, { text: "很长", reason: "内容太长" });
    assert.deepEqual(conversation.state.pending, []);
    assert.deepEqual(citizenSaid(), []);
  });
});

describe("a page that is left", () => {
  test("the conversation goes on after a reload", async () => {
    const before = newPage();
    before.send("一");
    await before.wake();
    const after = newPage();
    await after.open();
    assert.deepEqual(texts(after), ["一", "答：一"]);
  });

  for (const fault of ["before", "after"]) {
    test(`a message cut off ${fault} the hall heard it, then a reload: it arrives once`, async () => {
      const before = newPage();
      hall.faults = [fault];
      before.send("一");
      await before._line;
      const after = newPage();
      assert.equal(after.isUnfinished, true);
      await after.open();
      assert.deepEqual(citizenSaid(), ["一"]);
      assert.deepEqual(texts(after), ["一", "答：一"]);
      assert.deepEqual(after.state.pending, []);
    });
  }

  test("who waited for a person still does after a reload", async () => {
    hall.speaker = "waiting";
    const before = newPage();
    before.send("转人工");
    await before._line;
    assert.equal(newPage().isUnfinished, true);
  });
});

describe("a person who is awaited", () => {
  test("nobody looks for news while the bot speaks", async () => {
    const conversation = newPage();
    conversation.send("一");
    await conversation._line;
    assert.deepEqual(timers.waiting, []);
  });

  test("each second it looks for news while a person is awaited or speaks", async () => {
    const conversation = newPage();
    hall.speaker = "waiting";
    conversation.send("转人工");
    await conversation._line;
    hall.speaker = "staff";
    hall.staffSays("您好，我是窗口小王");
    assert.equal(timers.waiting[0].milliseconds, 1000);
    timers.elapse();
    await conversation._line;
    assert.equal(texts(conversation).pop(), "您好，我是窗口小王");
    assert.equal(timers.waiting.length, 1);
  });

  test("in the background it looks less often", async () => {
    hidden = true;
    hall.speaker = "waiting";
    const conversation = newPage();
    await conversation.open();
    assert.equal(timers.waiting[0].milliseconds, TIMES.pollHidden);
  });

  test("after an answer it looks on as long as a ticket is open", async () => {
    const conversation = newPage();
    hall.speaker = "waiting";
    hall.hasTicket = true;
    conversation.send("转人工");
    await conversation._line;
    hall.speaker = "bot";
    for (const said of ["第一条答复", "第二条答复"]) {
      hall.staffSays(said);
      timers.elapse();
      await conversation._line;
      assert.equal(texts(conversation).pop(), said);
    }
    assert.equal(timers.waiting[0].milliseconds, 1500);
    assert.equal(newPage().isUnfinished, true);
  });

  test("the closing of a ticket is shown, and then nothing more is looked for", async () => {
    const conversation = newPage();
    hall.hasTicket = true;
    conversation.send("转人工");
    await conversation._line;
    hall._add("system", "工单已办结");
    hall.hasTicket = false;
    timers.elapse();
    await conversation._line;
    assert.equal(texts(conversation).pop(), "工单已办结");
    assert.deepEqual(timers.waiting, []);
    assert.equal(newPage().isUnfinished, false);
  });

  test("what came meanwhile is fetched when the page is looked at again", async () => {
    const conversation = newPage();
    conversation.send("一");
    await conversation._line;
    hall.staffSays("补充一句");
    await conversation.wake();
    assert.equal(texts(conversation).pop(), "补充一句");
    hall.staffSays("再补充一句");
    await conversation.open();
    assert.equal(texts(conversation).pop(), "再补充一句");
  });

  test("who waits out of hours is told when people are back", async () => {
    hall.speaker = "waiting";
    hall.note = "工作人员明天（周一）8:30 上班后处理";
    const conversation = newPage();
    await conversation.open();
    assert.equal(conversation.state.note, hall.note);
  });

  test("it stops looking when the bot speaks again and no ticket is open", async () => {
    hall.speaker = "staff";
    const conversation = newPage();
    await conversation.open();
    hall.speaker = "bot";
    timers.elapse();
    await conversation._line;
    assert.deepEqual(timers.waiting, []);
  });

  test("what the citizen says to staff is shown once, with no answer of the bot", async () => {
    hall.speaker = "staff";
    const conversation = newPage();
    await conversation.open();
    conversation.send("谢谢");
    await conversation._line;
    timers.elapse();
    await conversation._line;
    assert.deepEqual(texts(conversation), ["谢谢"]);
  });
});

describe("two tabs", () => {
  test("that were opened before the first word share one conversation", async () => {
    const [one, other] = [newPage(), newPage()];
    await Promise.all([one.open(), other.open()]);
    one.send("转人工");
    await one._line;
    other.send("护照怎么办");
    await other._line;
    assert.equal(hall.talks.size, 1);
    assert.deepEqual(texts(other), ["转人工", "答：转人工", "护照怎么办", "答：护照怎么办"]);
  });

  test("that speak at the very same moment agree on one conversation", async () => {
    const [one, other] = [newPage(), newPage()];
    const blind = Object.assign(shelf(), { getItem: () => null });
    one._talk._memory = new Memory(() => blind);
    one.send("一");
    one._talk._memory = new Memory(() => device);
    other.send("二");
    await Promise.all([one._line, other._line]);
    assert.equal(hall.said.size, 2);
    assert.equal(hall.talks.size, 1);
    assert.equal(one._talk.current, other._talk.current);
    assert.equal(one._talk.isKept, true);
  });

  test("one that only looked goes over to the conversation the other began", async () => {
    const [one, other] = [newPage(), newPage()];
    await Promise.all([one.open(), other.open()]);
    one.send("转人工");
    await one._line;
    await other.follow();
    assert.deepEqual(texts(other), texts(one));
  });

  test("what one cleared the other shows no more", async () => {
    const one = newPage();
    one.send("一");
    await one._line;
    const other = newPage();
    await other.open();
    await one.clear();
    hall.messages = [];
    await other.follow();
    assert.deepEqual(texts(other), []);
    assert.equal(new Memory(() => device).get("conversation"), undefined);
  });
});

describe("clearing", () => {
  test("nothing of the old conversation is left on the device", async () => {
    const conversation = newPage();
    conversation.send("一");
    await conversation._line;
    const before = new Memory(() => device).get("conversation");
    await conversation.clear();
    hall.messages = [];
    assert.equal(new Memory(() => device).get("conversation"), undefined);
    conversation.send("二");
    await conversation._line;
    assert.notEqual(new Memory(() => device).get("conversation"), before);
  });

  test("an answer that comes after clearing is not shown", async () => {
    let release;
    hall.say = () => new Promise((resolve) => (release = resolve));
    hall.messages_after = async () => ({
      messages: [{ id: 9, from: "bot", text: "迟到的答复" }],
      speaker: "staff",
    });
    const conversation = newPage();
    conversation.send("一");
    const late = conversation._line;
    await new Promise((resolve) => setTimeout(resolve));
    const cleared = conversation.clear();
    release({ messages: [], speaker: "staff" });
    await Promise.all([late, cleared]);
    assert.deepEqual([texts(conversation), conversation.state.speaker], [[], "bot"]);
  });
});

describe("rating", () => {
  test("a rating names item and element, and an answer is rated once", async () => {
    const conversation = newPage();
    const answer = { item: { item_code: "232009001000-01" }, element: "materials" };
    await conversation.rate({ id: 9, answer }, false);
    assert.deepEqual(hall.rating, {
      useful: false,
      item_code: "232009001000-01",
      element: "materials",
      conversation_id: hall.rating.conversation_id,
      message_id: 9,
    });
    assert.deepEqual(conversation.state.rated, [9]);
  });
});
