const LINE_FEED = 10;

/** Cuts chunks into lines, and keeps them until somebody asks. Empty lines are left out. */
export class LineReader implements AsyncIterable<string> {
  readonly #maxWaiting: number;
  readonly #lines: string[] = [];
  #parts: Buffer[] = [];
  #overflowed = false;
  #ended = false;
  #wake: () => void = () => {};

  /** @param maxWaiting lines that are kept; a reader that falls further behind has enough */
  constructor(maxWaiting: number) {
    this.#maxWaiting = maxWaiting;
  }

  /** @returns whether too many wait */
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

  /** Too many have waited at some time. */
  get overflowed(): boolean {
    return this.#overflowed;
  }

  /** No more will come. A line without its line feed is not given: it is not whole. */
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
