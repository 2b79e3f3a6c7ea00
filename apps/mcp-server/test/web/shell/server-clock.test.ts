import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { relative } from "../../../web/parts/formats.js";
import { followServer, serverNow } from "../../../web/parts/server-clock.js";

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 });
  // other files of the same worker have moved it
  followServer(5_000_000);
  followServer(1_000_000);
});
afterEach(() => vi.useRealTimers());

it("follows the clock of the server, whose times the page shows", () => {
  followServer(1_000_900); // a message takes a moment
  expect(serverNow()).toBe(1_000_000);

  followServer(1_600_000);
  vi.advanceTimersByTime(5_000);
  expect(serverNow()).toBe(1_605_000);
  expect(relative(1_600_000, serverNow())).toBe("5 s ago");

  followServer(1_005_000);
  expect(serverNow()).toBe(1_005_000);
});
