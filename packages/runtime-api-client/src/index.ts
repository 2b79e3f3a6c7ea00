// The whole public surface. What is not named here is free to change.

export { askCapabilities, type Capabilities } from "./capabilities.js";
export {
  createRuntimeApiClient,
  type ExecuteOptions,
  type RuntimeApiClient,
  type RuntimeApiClientOptions,
} from "./client.js";
export type { RuntimeCommand } from "./command.js";
export {
  type BatchResults,
  type BatchValues,
  type CommandResult,
  unwrap,
  unwrapAll,
} from "./command-result.js";
export { addAcl } from "./commands/acls/add-acl.js";
export { clearAcl } from "./commands/acls/clear-acl.js";
export { commitAcl } from "./commands/acls/commit-acl.js";
export { delAcl } from "./commands/acls/del-acl.js";
export { getAcl } from "./commands/acls/get-acl.js";
export { prepareAcl } from "./commands/acls/prepare-acl.js";
export { type AclEntry, showAcl } from "./commands/acls/show-acl.js";
export { showAcls } from "./commands/acls/show-acls.js";
export { acmeRenew } from "./commands/acme/acme-renew.js";
export { type AcmeCertificate, acmeStatus } from "./commands/acme/acme-status.js";
export { addBackend, type NewBackend } from "./commands/backends/add-backend.js";
export { delBackend } from "./commands/backends/del-backend.js";
export { publishBackend } from "./commands/backends/publish-backend.js";
export { showBackends } from "./commands/backends/show-backends.js";
export { unpublishBackend } from "./commands/backends/unpublish-backend.js";
export { waitBackendRemovable } from "./commands/backends/wait-backend-removable.js";
export { abortSslCaFile } from "./commands/certificate-authorities/abort-ssl-ca-file.js";
export { abortSslCrlFile } from "./commands/certificate-authorities/abort-ssl-crl-file.js";
export { addSslCaFile } from "./commands/certificate-authorities/add-ssl-ca-file.js";
export { commitSslCaFile } from "./commands/certificate-authorities/commit-ssl-ca-file.js";
export { commitSslCrlFile } from "./commands/certificate-authorities/commit-ssl-crl-file.js";
export { delSslCaFile } from "./commands/certificate-authorities/del-ssl-ca-file.js";
export { delSslCrlFile } from "./commands/certificate-authorities/del-ssl-crl-file.js";
export { newSslCaFile } from "./commands/certificate-authorities/new-ssl-ca-file.js";
export { newSslCrlFile } from "./commands/certificate-authorities/new-ssl-crl-file.js";
export { setSslCaFile } from "./commands/certificate-authorities/set-ssl-ca-file.js";
export { setSslCrlFile } from "./commands/certificate-authorities/set-ssl-crl-file.js";
export { type CaFileDetails, showSslCaFile } from "./commands/certificate-authorities/show-ssl-ca-file.js";
export {
  type CaFile,
  type CaFileList,
  showSslCaFiles,
} from "./commands/certificate-authorities/show-ssl-ca-files.js";
export { type CrlFileDetails, showSslCrlFile } from "./commands/certificate-authorities/show-ssl-crl-file.js";
export { showSslCrlFiles } from "./commands/certificate-authorities/show-ssl-crl-files.js";
export { abortSslCert } from "./commands/certificates/abort-ssl-cert.js";
export type { TransactionOptions } from "./commands/certificates/certificate-file.js";
export { commitSslCert } from "./commands/certificates/commit-ssl-cert.js";
export { delSslCert } from "./commands/certificates/del-ssl-cert.js";
export { dumpSslCert } from "./commands/certificates/dump-ssl-cert.js";
export type { FileList } from "./commands/certificates/file-list.js";
export { newSslCert } from "./commands/certificates/new-ssl-cert.js";
export { setSslCert } from "./commands/certificates/set-ssl-cert.js";
export { type SslCert, showSslCert } from "./commands/certificates/show-ssl-cert.js";
export { showSslCerts } from "./commands/certificates/show-ssl-certs.js";
export { type SniEntry, showSslSni } from "./commands/certificates/show-ssl-sni.js";
export { addSslCrtList, type NewCrtListEntry } from "./commands/crt-lists/add-ssl-crt-list.js";
export { delSslCrtList } from "./commands/crt-lists/del-ssl-crt-list.js";
export { type CrtListEntry, showSslCrtList } from "./commands/crt-lists/show-ssl-crt-list.js";
export { showSslCrtLists } from "./commands/crt-lists/show-ssl-crt-lists.js";
export { showEnv } from "./commands/diagnostics/show-env.js";
export { type FileDescriptor, showFds } from "./commands/diagnostics/show-fds.js";
export { type MemoryPool, showPools } from "./commands/diagnostics/show-pools.js";
export { showQuic } from "./commands/diagnostics/show-quic.js";
export { showThreads } from "./commands/diagnostics/show-threads.js";
export { type EventSink, showEventSinks } from "./commands/events/show-event-sinks.js";
export { showEvents } from "./commands/events/show-events.js";
export { disableFrontend } from "./commands/frontends/disable-frontend.js";
export { enableFrontend } from "./commands/frontends/enable-frontend.js";
export { setFrontendMaxConnections } from "./commands/frontends/set-frontend-max-connections.js";
export { shutdownFrontend } from "./commands/frontends/shutdown-frontend.js";
export { addMap } from "./commands/maps/add-map.js";
export { addMapEntries } from "./commands/maps/add-map-entries.js";
export { clearMap } from "./commands/maps/clear-map.js";
export { commitMap } from "./commands/maps/commit-map.js";
export { delMap } from "./commands/maps/del-map.js";
export { getMap } from "./commands/maps/get-map.js";
export type { KeyValue, MapEntries } from "./commands/maps/map-payloads.js";
export { prepareMap } from "./commands/maps/prepare-map.js";
export { setMap } from "./commands/maps/set-map.js";
export { type MapEntry, showMap } from "./commands/maps/show-map.js";
export { showMaps } from "./commands/maps/show-maps.js";
export { setSslOcspResponse } from "./commands/ocsp/set-ssl-ocsp-response.js";
export { type OcspResponse, showSslOcspResponse } from "./commands/ocsp/show-ssl-ocsp-response.js";
export { type StapledOcspResponse, showSslOcspResponses } from "./commands/ocsp/show-ssl-ocsp-responses.js";
export { type OcspUpdate, showSslOcspUpdates } from "./commands/ocsp/show-ssl-ocsp-updates.js";
export { updateSslOcspResponse } from "./commands/ocsp/update-ssl-ocsp-response.js";
export type { VersionOptions } from "./commands/pattern-file.js";
export type { EntryRef } from "./commands/pattern-key.js";
export type { PatternList } from "./commands/pattern-list.js";
export { type Peer, type PeersSection, showPeers } from "./commands/peers/show-peers.js";
export { clearCounters } from "./commands/process/clear-counters.js";
export { experimentalMode } from "./commands/process/experimental-mode.js";
export { help } from "./commands/process/help.js";
export { setGlobalMaxConnections } from "./commands/process/set-global-max-connections.js";
export { type RateLimit, setRateLimit } from "./commands/process/set-rate-limit.js";
export { type CliSocket, showCliSockets } from "./commands/process/show-cli-sockets.js";
export { type ProtocolErrors, showErrors } from "./commands/process/show-errors.js";
export { showStartupLogs } from "./commands/process/show-startup-logs.js";
export { showVersion } from "./commands/process/show-version.js";
export { waitConditions } from "./commands/process/wait-conditions.js";
export {
  type NameServerCounters,
  type ResolversSection,
  showResolvers,
} from "./commands/resolvers/show-resolvers.js";
export { disableAgent } from "./commands/server-checks/disable-agent.js";
export { disableHealth } from "./commands/server-checks/disable-health.js";
export { enableAgent } from "./commands/server-checks/enable-agent.js";
export { enableHealth } from "./commands/server-checks/enable-health.js";
export { setServerAgent } from "./commands/server-checks/set-server-agent.js";
export { setServerAgentAddress } from "./commands/server-checks/set-server-agent-address.js";
export { setServerAgentPort } from "./commands/server-checks/set-server-agent-port.js";
export { setServerAgentText } from "./commands/server-checks/set-server-agent-text.js";
export { setServerCheckAddress } from "./commands/server-checks/set-server-check-address.js";
export { setServerCheckPort } from "./commands/server-checks/set-server-check-port.js";
export { type HealthState, setServerHealth } from "./commands/server-checks/set-server-health.js";
export { addServer, type NewServer } from "./commands/servers/add-server.js";
export { delServer } from "./commands/servers/del-server.js";
export { disableServer } from "./commands/servers/disable-server.js";
export { enableServer } from "./commands/servers/enable-server.js";
export type { ServerRef } from "./commands/servers/server-ref.js";
export { setServerAddress } from "./commands/servers/set-server-address.js";
export { setServerFqdn } from "./commands/servers/set-server-fqdn.js";
export { setServerMaxConnections } from "./commands/servers/set-server-max-connections.js";
export { setServerSsl } from "./commands/servers/set-server-ssl.js";
export { type AdminState, setServerState } from "./commands/servers/set-server-state.js";
export { setServerWeight } from "./commands/servers/set-server-weight.js";
export {
  type ServerConnections,
  showServersConnections,
} from "./commands/servers/show-servers-connections.js";
export { ADMIN_STATE, type ServerStateRow, showServersState } from "./commands/servers/show-servers-state.js";
export { shutdownServerSessions } from "./commands/servers/shutdown-server-sessions.js";
export { waitServerRemovable } from "./commands/servers/wait-server-removable.js";
export { showSession } from "./commands/sessions/show-session.js";
export { type Session, showSessions } from "./commands/sessions/show-sessions.js";
export { shutdownSession } from "./commands/sessions/shutdown-session.js";
export { type ActivityCounter, showActivity } from "./commands/statistics/show-activity.js";
export { type ProcessInfo, showInfo } from "./commands/statistics/show-info.js";
export { type ShowStatOptions, showStat } from "./commands/statistics/show-stat.js";
export type {
  BackendStat,
  FrontendStat,
  ListenerStat,
  ResponseCounts,
  ResponseTimes,
  ServerStat,
  StatKind,
  StatRow,
  StatRowOf,
} from "./commands/statistics/stat-row.js";
export { clearTable } from "./commands/tables/clear-table.js";
export { setTable } from "./commands/tables/set-table.js";
export { showTable, type TableContent, type TableEntry } from "./commands/tables/show-table.js";
export { showTables } from "./commands/tables/show-tables.js";
export type { StickTable } from "./commands/tables/stick-table.js";
export type { TableFilter } from "./commands/tables/table-filter.js";
export { setSslTlsKey } from "./commands/tls-keys/set-ssl-tls-key.js";
export { showTlsKeys, type TlsKeysFile } from "./commands/tls-keys/show-tls-keys.js";
export { getVar, type ProcessVariable } from "./commands/variables/get-var.js";
export { setVar } from "./commands/variables/set-var.js";
export { CommandRejectedError, RuntimeApiError, type RuntimeApiErrorCode } from "./errors.js";
export type { FollowGap, FollowOptions } from "./follow.js";
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
export { replaceSslCert } from "./procedures/replace-ssl-cert.js";
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
