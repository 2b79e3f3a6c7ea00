/** Where an answer ends: a prompt. */
export interface FrameEnd {
  /** More bytes than any prompt has: that many are looked at again when the next chunk comes. */
  readonly maxBytes: number;
  /**
   * The next prompt at or behind a place, with the line feed that belongs to it.
   *
   * @param atStart whether the place is the first byte of an answer
   */
  find(bytes: Buffer, from: number, atStart: boolean): FrameEndAt | undefined;
}

export interface FrameEndAt {
  readonly start: number;
  readonly end: number;
}

/** Cuts what a connection brings, in whatever chunks, into answers. Looks at every byte once, but for some at seams. */
export class FrameReader {
  readonly #end: FrameEnd;
  readonly #frames: Buffer[] = [];
  /** Of the answer that is not whole yet: what cannot be part of a prompt any more, and what may. */
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
      this.#parts.push(bytes.subarray(start, found.start));
      this.#frames.push(
        this.#parts.length === 1 ? bytes.subarray(start, found.start) : Buffer.concat(this.#parts),
      );
      this.#parts = [];
      start = found.end;
    }
    const tailAt = Math.max(start, bytes.length - this.#end.maxBytes);
    if (tailAt > start) this.#parts.push(bytes.subarray(start, tailAt));
    this.#tail = bytes.subarray(tailAt);
  }

  /** Answers that came whole, in their order. */
  get frames(): readonly Buffer[] {
    return this.#frames;
  }

  /** Bytes that belong to no whole answer. */
  get rest(): Buffer {
    return Buffer.concat([...this.#parts, this.#tail]);
  }
}
