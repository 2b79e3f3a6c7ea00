const LINE_FEED = 10;

/** Splits chunks into lines, and buffers them until they are read. Empty lines are left out. */
export class LineReader implements AsyncIterable<string> {
  readonly #maxWaiting: number;
  readonly #lines: string[] = [];
  #parts: Buffer[] = [];
  #overflowed = false;
  #ended = false;
  #wake: () => void = () => {};

  /** @param maxWaiting lines that are buffered; a reader that falls further behind is stopped */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** @returns whether too many are buffered */
  push(chunk: Buffer): boolean {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      const text = Buffer.concat([...this.#parts, chunk.subarray(start, end)]).toString("utf8");
      this.#parts = [];
      if (text !== "") this.#lines.push(text);
      start = end + 1;
    }
    if (start < chunk.length) this.#parts.push(chunk.subarray(start));
    this.#overflowed ||= this.#lines.length > this.#maxWaiting;
    this.#wake();
    return this.#overflowed;
  }

  /** Whether too many were buffered at some time. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** Ends the input. A line without its line feed is dropped: it is incomplete. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string, void, undefined> {
    for (;;) {
      const lines = this.#lines.splice(0);
      yield* lines;
      if (this.#lines.length > 0) continue;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
