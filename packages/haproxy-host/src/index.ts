// The whole public surface. What is not named here is free to change.
export { type AdoptableSite, adoptableSites } from "./adopt/adoptable-sites.js";
export type { Loss } from "./adopt/losses.js";
export { editedBlocks } from "./adopt/marked-block.js";
export { type ConfigPatch, type PatchSettings, patchConfig, unpatchConfig } from "./adopt/patch-config.js";
export type { AdoptableServer } from "./adopt/servers.js";
export { auditConfig } from "./audit/audit-config.js";
export {
  createFindSite,
  type FoundSite,
  findSite,
  referencedFiles,
  type SiteSearch,
} from "./audit/find-site.js";
export type { AuditSettings, Finding } from "./audit/finding.js";
export type { ConfigLine } from "./audit/read/config-line.js";
export type { ConfigFile } from "./audit/read/read-config.js";
export type {
  AccessLog,
  ConfigSettings,
  HttpsSettings,
  McpRoute,
  PrivilegeSettings,
  StatisticsSettings,
} from "./config/config-settings.js";
export {
  connectionsWithin,
  type DescriptorUse,
  descriptorsNeeded,
  descriptorUse,
} from "./config/descriptors.js";
export { type ConfigAdditions, renderAdditions } from "./config/render-additions.js";
export { renderConfig } from "./config/render-config.js";
export { createDefaultCertificate } from "./default-certificate.js";
export { HostError, type HostErrorCode } from "./errors.js";
export { askFeatures, type Features } from "./features.js";
export { checkConfigFile } from "./hosts/check-config.js";
export { type ChildHostOptions, createChildHost } from "./hosts/child-host.js";
export type {
  CheckOptions,
  CheckResult,
  ConfigProblem,
  HaproxyHost,
  HostOptions,
  HostState,
  Reloaded,
} from "./hosts/host.js";
export { describeProblem } from "./hosts/parse-problems.js";
export { createPodmanHost, type PodmanHostOptions } from "./hosts/podman-host.js";
export { createSystemdHost, type SystemdHostOptions } from "./hosts/systemd-host.js";
export { type ListenAddress, parseListenAddress } from "./listeners/listen-address.js";
export { type Listener, readListeners } from "./listeners/read-listeners.js";
export { type ProgramResult, type RunOptions, type RunProgram, runProgram } from "./program/run-program.js";
