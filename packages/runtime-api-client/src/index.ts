// The whole public surface. What is not named here is free to change.
export type { RuntimeApiAddress } from "./address.js";
export {
  type BatchResults,
  type CommandResult,
  createRuntimeApiClient,
  type ExecuteOptions,
  type RuntimeApiClient,
  type RuntimeApiClientOptions,
} from "./client.js";
export type { RuntimeCommand } from "./command.js";
export { addMap } from "./commands/add-map.js";
export { delMap } from "./commands/del-map.js";
export type { ServerRef } from "./commands/server-ref.js";
export { setServerAddress } from "./commands/set-server-address.js";
export { type AdminState, setServerState } from "./commands/set-server-state.js";
export { setServerWeight } from "./commands/set-server-weight.js";
export { type ProcessInfo, showInfo } from "./commands/show-info.js";
export { type MapEntry, showMap } from "./commands/show-map.js";
export { type MapInfo, showMaps } from "./commands/show-maps.js";
export { type ServerStateRow, showServersState } from "./commands/show-servers-state.js";
export { type ShowStatOptions, type StatKind, type StatRow, showStat } from "./commands/show-stat.js";
export { CommandRejectedError, RuntimeApiError, type RuntimeApiErrorCode } from "./errors.js";
export { line, word } from "./line.js";
export { type CommandReply, dataOf, expectOneOf, expectSilence, malformed } from "./reply.js";
export { type Exchange, socketTransport, type Transport } from "./transport.js";
