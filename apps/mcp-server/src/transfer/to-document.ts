import type { StateSnapshot } from "@haproxy-mcp/map-store";
import { hasExpired, type TokenRecords } from "../access/token-records.js";
import { type ExportDocument, FORMAT, VERSION } from "./document.js";

/** The same state gives the same document: pools in the order of their numbers, servers in that of their slots. */
export function toDocument(
  { state }: Pick<StateSnapshot, "state">,
  tokens: TokenRecords,
  nowMs: number,
): ExportDocument {
  const pools = [...state.pools].sort(([one], [other]) => one - other);
  return {
    format: FORMAT,
    version: VERSION,
    pools: pools.map(([, { names, servers }]) => ({
      domains: [...names],
      servers: [...servers]
        .sort(([one], [other]) => one - other)
        .map(([slot, { ip, port, weight, state }]) => ({ slot, ip, http_port: port, weight, state })),
    })),
    tokens: [...tokens].flatMap(([name, record]) =>
      hasExpired(record, nowMs) ? [] : [{ name, role: record.role, expires: record.expires }],
    ),
  };
}
