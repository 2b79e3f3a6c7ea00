// Makes changes at the same time, and is killed with SIGKILL at one of the steps that they take; prints how many there were.
// JOB in the environment: {paths, pools, calls, killAt}, calls as [method, input]. What each change is about to do is appended to
// paths.recordFile: {call, step}, call from 0.

import { appendFileSync } from "node:fs";
import { createLockfileLocker, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { createLoadBalancer, renderServerState } from "@haproxy-mcp/load-balancer";
import { createFileStateStore } from "@haproxy-mcp/map-store";
import { createRuntimeApiClient, createSocketTransport } from "@haproxy-mcp/runtime-api-client";
import { createFaultPoints, restedClock } from "@haproxy-mcp/test-haproxy";
import { withoutRest } from "./without-rest.mjs";

const READS = /^disk[.](?:resolve|read|stamp|list|openFolder)$|[.]isHeld$/;
const { paths, pools, calls, killAt } = JSON.parse(process.env["JOB"] ?? "{}");

let first = Number.POSITIVE_INFINITY; // fault point of the changes: before, files and HAProxy are compared
const points = createFaultPoints(
  ({ number }) => {
    if (number - first === killAt) process.kill(process.pid, "SIGKILL");
  },
  (step) => READS.test(step),
);
const { mapFile, serversFile, stateFile, runtimeSocket, recordFile } = paths;
const address = { path: runtimeSocket };
// The steps that openFolder leads to count, the opening does not.
const disk = points.in("disk", {
  ...nodeFileSystem,
  openFolder: async (/** @type {string} */ folder) =>
    points.in("disk", await nodeFileSystem.openFolder(folder)),
});
const loadBalancer = createLoadBalancer({
  store: withoutRest(
    createFileStateStore({
      mapFile,
      serversFile,
      derived: [{ file: stateFile, render: renderServerState }],
      clock: restedClock,
      fileSystem: disk,
      locker: points.in("lock", createLockfileLocker(), ["acquire"]),
    }),
  ),
  runtime: createRuntimeApiClient({
    address,
    transport: points.in("socket", createSocketTransport(address)),
  }),
  pools,
  mapFile,
});
await loadBalancer.restore();
first = points.count;
const recording = (/** @type {number} */ call) =>
  points.in("recording", {
    intend: async (/** @type {import("@haproxy-mcp/load-balancer").ChangeStep} */ step) =>
      appendFileSync(recordFile, `${JSON.stringify({ call, step })}\n`),
  });
await Promise.allSettled(
  calls.map((/** @type {[keyof typeof loadBalancer, any]} */ [method, input], /** @type {number} */ call) => {
    const changes = { ...loadBalancer, ...loadBalancer.recorded(recording(call)) };
    return changes[method](input);
  }),
);
process.stdout.write(`${points.count - first}\n`);
