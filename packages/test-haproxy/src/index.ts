// The whole public surface. What is not named here is free to change.
export { type BackendOptions, startBackend, type TestBackend } from "./backend.js";
export { type CloudflareStandIn, type StandInOptions, startCloudflareStandIn } from "./cloudflare.js";
export { type CountingProxy, type CountingProxyOptions, startCountingProxy } from "./counting-proxy.js";
export { createFaultPoints, type FaultPoint, type FaultPoints, type Reach } from "./fault-points.js";
export { freePort } from "./free-port.js";
export { atFullSize } from "./full-size.js";
export { type HaproxyPaths, type StartHaproxyOptions, startHaproxy, type TestHaproxy } from "./haproxy.js";
export { startHaproxyContainer, type TestContainer } from "./haproxy-container.js";
export { haproxyBinary } from "./haproxy-process.js";
export { startMachine, type TestMachine } from "./network-namespace.js";
export {
  type PebbleRelease,
  type StartPebbleOptions,
  startPebble,
  type TestDns,
  type TestPebble,
} from "./pebble.js";
export { startPeer, type TestPeer, type TestSocketPeer } from "./peer.js";
export { readmeCode, readmeExample } from "./readme-example.js";
export { type Answer, type RequestOptions, type RequestTarget, request } from "./request.js";
export { runChild } from "./run-child.js";
export { runtimeLine } from "./runtime-line.js";
export { assertNoSecret, testSecret } from "./secrets.js";
export { type TemporaryFolder, temporaryFolder } from "./temporary-folder.js";
export { createTestCa, type TestCa } from "./test-ca.js";
export { until } from "./until.js";
