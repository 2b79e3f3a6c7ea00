// The whole public surface. What is not named here is free to change.
export { type ChildHostOptions, childHost } from "./child-host.js";
export type { ConfigSettings } from "./config-settings.js";
export { HostError, type HostErrorCode } from "./errors.js";
export type { CheckResult, ConfigProblem, HaproxyHost, HostOptions, HostState } from "./host.js";
export { renderConfig } from "./render-config.js";
