import { EventEmitter } from "node:events";
import type { ServerResponse } from "node:http";
import { expect, it } from "vitest";
import { createViewers, type PartName, type Viewer } from "../../../src/page/live/viewers.js";

const STAYS: Viewer = { isSignedIn: () => true };

/** A response that takes writes until the test says that its client does not read. */
class TestResponse extends EventEmitter {
  text = "";
  status = 0;
  writableNeedDrain = false;
  isEnded = false;
  isDestroyed = false;
  writeHead(status: number) {
    this.status = status;
    return this;
  }
  write(text: string) {
    if (this.isEnded) throw new Error("written after its end");
    this.text += text;
    return !this.writableNeedDrain;
  }
  end(text = "") {
    this.text += text;
    this.isEnded = true;
  }
  destroy() {
    this.isDestroyed = true;
  }
  drain() {
    this.writableNeedDrain = false;
    this.emit("drain");
  }
  /** Names and data of the events. */
  events() {
    return [...this.text.matchAll(/event: (\S+)\ndata: (.*)\n\n/g)].map(
      ([, name, data]) => `${name} ${data}`,
    );
  }
}

function arrange() {
  const wholes = new Map<PartName, string>();
  const counts: number[] = [];
  const viewers = createViewers(
    (name) => wholes.get(name),
    () => counts.push(viewers.count),
  );
  const connect = (viewer = STAYS) => {
    const response = new TestResponse();
    viewers.connect(response as unknown as ServerResponse, viewer);
    return response;
  };
  return { wholes, viewers, connect, counts };
}

it("sends a part whole once, and then what changed", () => {
  const { wholes, viewers, connect } = arrange();
  const first = connect();
  expect(first.events()).toEqual([]);
  wholes.set("tick", "[1]").set("domains", "[2]");
  viewers.send("domains", "[2]");
  viewers.send("tick", "[1]");
  const second = connect();
  wholes.set("tick", "[1,3]");
  viewers.send("tick", "[3]");

  expect(first.events()).toEqual(["domains [2]", "tick [1]", "tick [3]"]);
  expect(second.events()).toEqual(first.events());
  const idsOf = ({ text }: TestResponse) => text.match(/id: \d+/g);
  expect(idsOf(second)).toEqual(idsOf(first));
});

it("skips a viewer that is slow, and sends it the parts that it missed whole", () => {
  const { wholes, viewers, connect } = arrange();
  wholes.set("domains", "[1]").set("tick", "[a]").set("findings", "[f]");
  const [slow, other] = [connect(), connect()];
  slow.writableNeedDrain = true;
  const before = slow.text;

  for (const next of ["2", "3"]) {
    wholes.set("domains", `[1,${next}]`);
    viewers.send("domains", `[${next}]`);
  }
  expect(slow.text).toBe(before);
  slow.drain();
  wholes.set("domains", "[4]");
  viewers.send("domains", "[4]");

  expect(slow.events()).toEqual(["domains [1]", "tick [a]", "findings [f]", "domains [1,3]", "domains [4]"]);
  expect(other.events().slice(3)).toEqual(["domains [2]", "domains [3]", "domains [4]"]);
});

it("brings a slow viewer up to date part by part, as it reads", () => {
  const { wholes, connect } = arrange();
  wholes.set("haproxy", "[h]").set("domains", "[d]");
  const slow = new TestResponse();
  const write = slow.write.bind(slow);
  slow.write = (text) => {
    if (text.startsWith("id")) slow.writableNeedDrain = true;
    return write(text);
  };
  const { viewers } = {
    viewers: createViewers(
      (name) => wholes.get(name),
      () => {},
    ),
  };
  viewers.connect(slow as unknown as ServerResponse, STAYS);
  expect(slow.events()).toEqual(["haproxy [h]"]);
  slow.drain();
  expect(slow.events()).toEqual(["haproxy [h]", "domains [d]"]);
  expect(connect().events()).toEqual(["haproxy [h]", "domains [d]"]);
});

it("cuts off a viewer that has not read for a minute", () => {
  const { viewers, connect } = arrange();
  const [slow, other] = [connect(), connect()];
  slow.writableNeedDrain = true;
  for (let second = 0; second < 60; second++) viewers.review();
  expect(slow.isDestroyed).toBe(false);

  viewers.review();

  expect([slow.isDestroyed, other.isDestroyed]).toEqual([true, false]);
});

it("takes 64 viewers, and another one once one has gone", () => {
  const { viewers, connect, counts } = arrange();
  const all = Array.from({ length: 64 }, () => connect());
  const refused = connect();
  expect(refused).toMatchObject({ status: 503, isEnded: true });
  expect(JSON.parse(refused.text)).toMatchObject({ error: { code: "TOO_MANY_VIEWERS" } });
  expect(viewers.count).toBe(64);

  all[5]?.emit("close");

  expect(connect().status).toBe(200);
  expect(counts.slice(-2)).toEqual([63, 64]);
});

it("ends the stream of a viewer whose session has ended, or can't be checked", async () => {
  const { viewers, connect } = arrange();
  const gone = connect({ isSignedIn: async () => false });
  const unclear = connect({ isSignedIn: () => Promise.reject(new Error("the tokens can't be read")) });
  const stays = connect();

  viewers.review();
  await new Promise(setImmediate);
  viewers.send("tick", "[1]");

  expect(gone.events()).toEqual(["signed-out {}"]);
  expect([gone.isEnded, unclear.isEnded, stays.isEnded]).toEqual([true, true, false]);
  expect(viewers.count).toBe(1);
});

it("asks a viewer once at a time whether it may still look", async () => {
  const { viewers, connect } = arrange();
  const answers: ((isSignedIn: boolean) => void)[] = [];
  const slow = connect({ isSignedIn: () => new Promise((resolve) => answers.push(resolve)) });

  for (let second = 0; second < 3; second++) viewers.review();
  expect(answers).toHaveLength(1);
  answers[0]?.(true);
  await new Promise(setImmediate);
  viewers.review();
  expect(answers).toHaveLength(2);
  answers[1]?.(false);
  await new Promise(setImmediate);
  expect(slow.events()).toEqual(["signed-out {}"]);
});

it("sends an event as a heartbeat, which browsers can hear, and takes no viewer once it has ended", () => {
  const { viewers, connect } = arrange();
  const viewer = connect();
  viewers.heartbeat();
  expect(viewer.text.endsWith("\n\nevent: alive\ndata: {}\n\n")).toBe(true);

  viewers.end();

  expect(viewer.isEnded).toBe(true);
  expect(connect()).toMatchObject({ status: 503, isEnded: true });
  expect(viewers.count).toBe(0);
});
