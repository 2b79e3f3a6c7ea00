import { expect } from "vitest";

/** HAProxy's own refusal, containing these words. */
export const rejected = (reason: string) =>
  expect.objectContaining({
    code: "REJECTED",
    outcomeUnknown: false,
    reason: expect.stringContaining(reason),
  });
