/** The end of a response: a prompt. */
export interface FrameEnd {
  /** More bytes than any prompt has: that many are read again when the next chunk comes. */
  readonly maxBytes: number;
  /**
   * The next prompt at or after a position, with the line feed that belongs to it.
   *
   * @param atStart whether the position is the first byte of a response
   */
  find(bytes: Buffer, from: number, atStart: boolean): FrameEndAt | undefined;
}

export interface FrameEndAt {
  readonly start: number;
  readonly end: number;
}

const LINE_FEED = 10;

/** Splits a connection's bytes, in whatever chunks, into responses. Reads every byte once, except some at seams. */
export class FrameReader {
  readonly #end: FrameEnd;
  readonly #frames: string[] = [];
  /** Parts of the incomplete response: one that can no longer belong to a prompt, and one that may. */
  #parts: Buffer[] = [];
  #tail: Buffer = Buffer.alloc(0);

  constructor(end: FrameEnd) {
    this.#end = end;
  }

  push(chunk: Buffer): void {
    const bytes = this.#tail.length === 0 ? chunk : Buffer.concat([this.#tail, chunk]);
    let start = 0;
    for (;;) {
      const found = this.#end.find(bytes, start, this.#parts.length === 0);
      if (found === undefined) break;
      this.#frames.push(this.#textUpTo(bytes, start, found.start));
      start = found.end;
    }
    const tailAt = Math.max(start, bytes.length - this.#end.maxBytes);
    if (tailAt > start) this.#parts.push(bytes.subarray(start, tailAt));
    this.#tail = bytes.subarray(tailAt);
  }

  /** Complete responses, in order, without the line feeds at their end. */
  get frames(): readonly string[] {
    return this.#frames;
  }

  get hasRest(): boolean {
    return this.#parts.length > 0 || this.#tail.length > 0;
  }

  /** What belongs to no complete response. */
  rest(): string {
    return Buffer.concat([...this.#parts, this.#tail]).toString("utf8");
  }

  /** Most responses lie in one chunk; those are read in place. */
  #textUpTo(bytes: Buffer, start: number, end: number): string {
    if (this.#parts.length === 0) return textOf(bytes, start, end);
    const whole = Buffer.concat([...this.#parts, bytes.subarray(start, end)]);
    this.#parts = [];
    return textOf(whole, 0, whole.length);
  }
}

/** Line feeds are cut off as bytes: nested substrings of a long string are slow to read. */
function textOf(bytes: Buffer, start: number, end: number): string {
  let last = end;
  while (last > start && bytes[last - 1] === LINE_FEED) last--;
  return last === start ? "" : bytes.toString("utf8", start, last);
}
