import { expect } from "vitest";

/** HAProxy's own refusal, with these words in it. */
export const rejected = (reason: string) =>
  expect.objectContaining({
    code: "REJECTED",
    outcomeUnknown: false,
    reason: expect.stringContaining(reason),
  });
