/** Items that wait for a reader. */
export interface Queue<Item> extends AsyncIterable<Item> {
  add(item: Item): void;
  /** Whether too many waited at some time; those that did are still yielded. */
  readonly overflowed: boolean;
  /** No more come. */
  end(): void;
}

/** @param maxWaiting items that may wait */
export function createQueue<Item>(maxWaiting: number): Queue<Item> {
  const waiting: Item[] = [];
  let overflowed = false;
  let ended = false;
  let wake = () => {};
  return {
    add(item) {
      waiting.push(item);
      overflowed ||= waiting.length > maxWaiting;
      wake();
    },
    get overflowed() {
      return overflowed;
    },
    end() {
      ended = true;
      wake();
    },
    async *[Symbol.asyncIterator]() {
      for (;;) {
        yield* waiting.splice(0);
        if (waiting.length > 0) continue;
        if (ended) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}
