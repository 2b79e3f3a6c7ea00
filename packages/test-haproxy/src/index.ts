// The whole public surface. What is not named here is free to change.

export { type StartBindOptions, startBind, type TestBind } from "./acme/bind.js";
export { type CloudflareStandIn, type StandInOptions, startCloudflareStandIn } from "./acme/cloudflare.js";
export {
  type PebbleRelease,
  type StartPebbleOptions,
  startPebble,
  type TestDns,
  type TestPebble,
} from "./acme/pebble.js";
export { assertNoSecret, testSecret } from "./acme/secrets.js";
export { createTestCa, type TestCa } from "./acme/test-ca.js";
export { type BackendOptions, startBackend, type TestBackend } from "./backend.js";
export { type CountingProxy, type CountingProxyOptions, startCountingProxy } from "./counting-proxy.js";
export { createFaultPoints, type FaultPoint, type FaultPoints, type Reach } from "./fault-points.js";
export { freePort } from "./free-port.js";
export { atFullSize } from "./full-size.js";
export {
  type HaproxyPaths,
  type StartHaproxyOptions,
  startHaproxy,
  type TestHaproxy,
} from "./haproxy/haproxy.js";
export { startHaproxyContainer, type TestContainer } from "./haproxy/haproxy-container.js";
export { haproxyBinary } from "./haproxy/haproxy-process.js";
export { OPERATOR_CONFIGURATIONS, type OperatorConfiguration } from "./haproxy/operator-configurations.js";
export { runtimeLine } from "./haproxy/runtime-line.js";
export { startMachine, type TestMachine } from "./network-namespace.js";
export { startPeer, type TestPeer, type TestSocketPeer } from "./peer.js";
export { readmeCode, readmeExample } from "./readme-example.js";
export { type Answer, type RequestOptions, type RequestTarget, request } from "./request.js";
export { restedClock } from "./rested-clock.js";
export { runChild } from "./run-child.js";
export { type TemporaryFolder, temporaryFolder } from "./temporary-folder.js";
export { startTraffic } from "./traffic.js";
export { until } from "./until.js";
