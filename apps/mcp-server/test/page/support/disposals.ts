/** What is to be disposed of at the end, the latest first. */
export interface Disposals {
  /** Returns what it got. */
  use<Resource extends AsyncDisposable>(resource: Resource): Resource;
  defer(dispose: () => Promise<unknown>): void;
  dispose(): Promise<void>;
}

export function createDisposals(): Disposals {
  const all: (() => Promise<unknown>)[] = [];
  return {
    use(resource) {
      all.push(async () => resource[Symbol.asyncDispose]());
      return resource;
    },
    defer(dispose) {
      all.push(dispose);
    },
    async dispose() {
      for (let dispose = all.pop(); dispose !== undefined; dispose = all.pop()) await dispose();
    },
  };
}
