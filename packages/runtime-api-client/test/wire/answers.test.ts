import fc from "fast-check";
import { expect, it } from "vitest";
import type { RuntimeCommand } from "../../src/command.js";
import { showInfo, showMaps } from "../../src/index.js";
import { Answers } from "../../src/wire/answers.js";
import { workerDialect } from "../../src/wire/dialect.js";

const PREAMBLE = "\n> \n> ";

function read(text: string | Buffer, count: number, cuts: readonly number[] = []) {
  const bytes = Buffer.from(text);
  const commands: RuntimeCommand<unknown>[] = Array.from({ length: count }, showInfo);
  const answers = new Answers(workerDialect, commands);
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])];
  places.sort((one, other) => one - other);
  for (const [i, place] of places.slice(1).entries()) answers.push(bytes.subarray(places[i], place));
  const frames = commands.flatMap((_, i) => answers.of(i) ?? []);
  return { frames, outOfStep: answers.outOfStep };
}

it("starts in prompt mode with severities, and ends with quit", () => {
  expect(workerDialect.render([showInfo(), showMaps()])).toBe(
    "prompt\nset severity-output number\nshow info\nshow map\nquit\n",
  );
});

it("separates silence, data and messages", () => {
  const text = `${PREAMBLE}\n> 0x1 a b\n0x2 c d \n\n> [3]: No such server.\n\n> [6]: Unknown command\n  help\n\n> `;

  expect(read(text, 4)).toEqual({
    outOfStep: false,
    frames: [
      { severity: undefined, text: "" },
      { severity: undefined, text: "0x1 a b\n0x2 c d " },
      { severity: 3, text: "No such server." },
      { severity: 6, text: "Unknown command\n  help" },
    ],
  });
});

it("reads a response without the empty line at its end, as 2.6 sends some", () => {
  expect(read(`${PREAMBLE}[6]: Server deleted.\n> \n> `, 2).frames).toEqual([
    { severity: 6, text: "Server deleted." },
    { severity: undefined, text: "" },
  ]);
});

it("returns only complete responses", () => {
  const whole = `${PREAMBLE}one\n\n> two\n\n> `;
  for (let length = 0; length < whole.length; length++) {
    const { frames, outOfStep } = read(whole.slice(0, length), 2);
    expect(outOfStep).toBe(false);
    expect(["", "one", "one,two"]).toContain(frames.map(({ text }) => text).join());
    expect(frames.length).toBe((whole.slice(0, length).match(/\n> /g)?.length ?? 0) - 2 > 0 ? 1 : 0);
  }
});

it.each([
  ["more responses than commands", `${PREAMBLE}\n> \n> `, 1],
  ["bytes after the last response", `${PREAMBLE}\n> more`, 1],
  ["a refused preamble", "[3]: no\n\n> \n> \n> ", 1],
])("reports %s", (_what, text, commands) => {
  expect(read(text, commands).outOfStep).toBe(true);
});

it("pairs any data with its command, in whatever chunks it comes", () => {
  const body = fc.string({ unit: "grapheme" }).filter((text) => !/[\n\r]|^\[\d\]: /.test(text));
  fc.assert(
    fc.property(fc.array(body), fc.array(fc.nat()), (bodies, cuts) => {
      const text = PREAMBLE + bodies.map((one) => (one === "" ? "\n> " : `${one}\n\n> `)).join("");
      const { frames, outOfStep } = read(text, bodies.length, cuts);
      expect(outOfStep).toBe(false);
      expect(frames.map((frame) => frame.text)).toEqual(bodies);
    }),
  );
});

it("reads the same, byte by byte", () => {
  const text = `${PREAMBLE}\n> 0x1 ☃ > b\n0x2 c d \n\n> [3]: No such server.\n\n> `;

  expect(read(text, 3, [...Buffer.from(text).keys()])).toEqual(read(text, 3));
});
