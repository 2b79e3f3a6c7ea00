import { afterAll, beforeAll } from "vitest";

/** Started once for the tests of a file or a `describe` that change nothing, or use names of their own. */
export function shared<Resource extends AsyncDisposable>(start: () => Promise<Resource>): () => Resource {
  let started: Resource | undefined;
  beforeAll(async () => {
    started = await start();
  });
  afterAll(() => started?.[Symbol.asyncDispose]());
  return () => {
    if (started === undefined) throw new Error("shared values are available in tests only");
    return started;
  };
}
