import { expect, it } from "vitest";
import { outageOf } from "../../../web/live/outage.js";

const haproxy = { isUp: true, target: "/run/haproxy.sock" };

it("lets nothing be changed while the server or HAProxy can't be reached", () => {
  const down = { ...haproxy, isUp: false };
  expect(outageOf({ connection: "live", haproxy })).toBeUndefined();
  expect(outageOf({ connection: "connecting", haproxy: undefined })).toBeUndefined();
  expect(outageOf({ connection: "live", haproxy: down })).toContain("until HAProxy responds");
  expect(outageOf({ connection: "lost", haproxy: down })).toContain("until the server responds");
});
