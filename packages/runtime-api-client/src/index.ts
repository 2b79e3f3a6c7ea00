// The whole public surface. What is not named here is free to change.

export { askCapabilities, type Capabilities } from "./capabilities.js";
export {
  createRuntimeApiClient,
  type ExecuteOptions,
  type RuntimeApiClient,
  type RuntimeApiClientOptions,
} from "./client.js";
export type { RuntimeCommand } from "./command.js";
export { type BatchResults, type CommandResult, unwrap } from "./command-result.js";
export { addAcl, clearAcl, commitAcl, delAcl, prepareAcl } from "./commands/acls/change-acl.js";
export { type AclEntry, getAcl, showAcl, showAcls } from "./commands/acls/show-acl.js";
export {
  addBackend,
  delBackend,
  type NewBackend,
  publishBackend,
  showBackends,
  unpublishBackend,
  waitBackendRemovable,
} from "./commands/backends.js";
export {
  abortSslCaFile,
  addSslCaFile,
  commitSslCaFile,
  delSslCaFile,
  newSslCaFile,
  setSslCaFile,
} from "./commands/certificate-authorities/change-ca-file.js";
export {
  abortSslCrlFile,
  commitSslCrlFile,
  delSslCrlFile,
  newSslCrlFile,
  setSslCrlFile,
} from "./commands/certificate-authorities/change-crl-file.js";
export {
  type CaFile,
  type CaFileDetails,
  type CaFileList,
  showSslCaFile,
  showSslCaFiles,
} from "./commands/certificate-authorities/show-ca-file.js";
export {
  type CrlFileDetails,
  showSslCrlFile,
  showSslCrlFiles,
} from "./commands/certificate-authorities/show-crl-file.js";
export type { TransactionOptions } from "./commands/certificates/certificate-file.js";
export {
  abortSslCert,
  commitSslCert,
  delSslCert,
  newSslCert,
  setSslCert,
  setSslOcspResponse,
} from "./commands/certificates/change-ssl-cert.js";
export type { FileList } from "./commands/certificates/file-list.js";
export { type SslCert, showSslCert, showSslCerts } from "./commands/certificates/show-ssl-cert.js";
export { type SniEntry, showSslSni } from "./commands/certificates/show-ssl-sni.js";
export {
  addSslCrtList,
  type CrtListEntry,
  delSslCrtList,
  type NewCrtListEntry,
  showSslCrtList,
  showSslCrtLists,
} from "./commands/crt-lists.js";
export { type EventSink, showEventSinks, showEvents } from "./commands/events.js";
export { disableFrontend, enableFrontend, setFrontendMaxConnections } from "./commands/frontends.js";
export {
  addMap,
  addMapEntries,
  clearMap,
  commitMap,
  delMap,
  prepareMap,
  setMap,
} from "./commands/maps/change-map.js";
export type { KeyValue } from "./commands/maps/map-payloads.js";
export { getMap, type MapEntry, showMap, showMaps } from "./commands/maps/show-map.js";
export type { VersionOptions } from "./commands/pattern-file.js";
export type { EntryRef } from "./commands/pattern-key.js";
export type { PatternList } from "./commands/pattern-list.js";
export {
  clearCounters,
  help,
  type ProtocolErrors,
  setGlobalMaxConnections,
  showErrors,
  showStartupLogs,
  showVersion,
  waitConditions,
} from "./commands/process.js";
export {
  addServer,
  delServer,
  type NewServer,
  waitServerRemovable,
} from "./commands/servers/dynamic-servers.js";
export { setServerAddress, setServerFqdn, setServerSsl } from "./commands/servers/server-address.js";
export {
  disableAgent,
  disableHealth,
  enableAgent,
  enableHealth,
  type HealthState,
  setServerAgent,
  setServerCheckPort,
  setServerHealth,
} from "./commands/servers/server-checks.js";
export type { ServerRef } from "./commands/servers/server-ref.js";
export {
  type AdminState,
  disableServer,
  enableServer,
  setServerState,
  setServerWeight,
  shutdownServerSessions,
} from "./commands/servers/server-traffic.js";
export {
  type ServerConnections,
  showServersConnections,
} from "./commands/servers/show-servers-connections.js";
export { ADMIN_STATE, type ServerStateRow, showServersState } from "./commands/servers/show-servers-state.js";
export { type Session, showSession, showSessions, shutdownSession } from "./commands/sessions.js";
export { type ActivityCounter, showActivity } from "./commands/statistics/show-activity.js";
export { type ProcessInfo, showInfo } from "./commands/statistics/show-info.js";
export { type ShowStatOptions, showStat } from "./commands/statistics/show-stat.js";
export type {
  BackendStat,
  FrontendStat,
  ListenerStat,
  ServerStat,
  StatKind,
  StatRow,
} from "./commands/statistics/stat-row.js";
export { clearTable, setTable } from "./commands/tables/change-table.js";
export {
  type StickTable,
  showTable,
  showTables,
  type TableContent,
  type TableEntry,
} from "./commands/tables/show-table.js";
export type { TableFilter } from "./commands/tables/table-filter.js";
export { CommandRejectedError, RuntimeApiError, type RuntimeApiErrorCode } from "./errors.js";
export type { FollowOptions } from "./follow.js";
export { line, word } from "./line.js";
export {
  createMasterCliClient,
  type MasterCliClient,
  type WorkerOptions,
  type WorkerRef,
} from "./master/master-client.js";
export type { Reloaded, ReloadOptions } from "./master/reload.js";
export { type HaproxyProcess, type Processes, showProcesses } from "./master/show-processes.js";
export { replaceMap } from "./procedures/replace-map.js";
export { type UpsertOutcome, upsertMap } from "./procedures/upsert-map.js";
export type { WaitOptions } from "./procedures/wait-until.js";
export { waitUntilBackendRemovable } from "./procedures/wait-until-backend-removable.js";
export { waitUntilServerRemovable } from "./procedures/wait-until-server-removable.js";
export {
  type CommandReply,
  dataOf,
  expectAnnounced,
  expectOneOf,
  expectSilence,
  malformed,
  messageOf,
} from "./reply.js";
export type { RuntimeApiAddress } from "./wire/address.js";
export { BATCH_CHANNEL, type BatchOutcome, type BatchTrace } from "./wire/batch-tracing.js";
export { createSlots, type Slots } from "./wire/slots.js";
export { createSocketTransport, type ExchangeOptions, type Transport } from "./wire/transport.js";
