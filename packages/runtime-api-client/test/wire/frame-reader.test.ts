import { describe, expect, it } from "vitest";
import { masterDialect, workerDialect } from "../../src/wire/dialect.js";
import { type FrameEnd, FrameReader } from "../../src/wire/frame-reader.js";

const LENGTH = 1_000_000;

/** An end that counts the bytes that it has read. */
function counting(end: FrameEnd): { readonly end: FrameEnd; looked(): number } {
  let looked = 0;
  return {
    end: {
      maxBytes: end.maxBytes,
      find(bytes, from, atStart) {
        const found = end.find(bytes, from, atStart);
        looked += (found?.end ?? bytes.length) - from;
        return found;
      },
    },
    looked: () => looked,
  };
}

function push(reader: FrameReader, bytes: Buffer, chunkBytes: number): void {
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.push(bytes.subarray(at, at + chunkBytes));
}

describe.each([
  ["worker", workerDialect.end, "\n> "],
  ["master", masterDialect.end, "\nmaster> "],
])("the %s's responses", (_who, end, prompt) => {
  it.each([65_536, 1_000, 100])("are read once, except at seams, in chunks of %i bytes", (chunkBytes) => {
    const { end: counted, looked } = counting(end);
    const reader = new FrameReader(counted);
    const body = "0x1 host.example.com pool\n".repeat(LENGTH / 26);

    push(reader, Buffer.from(body + prompt), chunkBytes);

    expect(reader.frames).toEqual([body.trimEnd()]);
    expect(reader.hasRest).toBe(false);
    const seams = Math.ceil(LENGTH / chunkBytes) * end.maxBytes;
    expect(looked()).toBeLessThanOrEqual(body.length + prompt.length + seams);
  });

  it("may be split anywhere", () => {
    const bytes = Buffer.from(`one\n${prompt}☃ two > \n${prompt}${prompt}rest`);
    for (let chunkBytes = 1; chunkBytes <= bytes.length; chunkBytes++) {
      const reader = new FrameReader(end);
      push(reader, bytes, chunkBytes);
      expect(reader.frames).toEqual(["one", "☃ two > ", ""]);
      expect(reader.rest()).toBe("rest");
    }
  });
});

describe("the master's prompt", () => {
  it.each([
    ["at the very beginning", "master> ", [""]],
    ["right after another", "master> master> x\nmaster> ", ["", "", "x"]],
    ["after a failed reload", "one\n\nmaster[ReloadFailed]> ", ["one"]],
    ["with modes", "one\n\nmaster(xe)> ", ["one"]],
    ["and not its name alone", "4711  master  0\nmaster\n\nmaster> ", ["4711  master  0\nmaster"]],
    ["and not inside a line", "say master> here\n\nmaster> ", ["say master> here"]],
  ])("is found %s", (_where, text, frames) => {
    const reader = new FrameReader(masterDialect.end);
    reader.push(Buffer.from(text));
    expect(reader.frames).toEqual(frames);
  });
});
