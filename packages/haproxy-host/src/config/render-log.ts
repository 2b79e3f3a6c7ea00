import { block } from "./block.js";
import type { AccessLog } from "./config-settings.js";

/** HAProxy cuts lines there; ours are shorter. */
const LINE_BYTES = 8192;
const RING_BYTES = 1_048_576;
/** Paths are cut at 1,023 bytes by HAProxy itself, other hosts than names by us. */
const HOST_BYTES = 255;

/** Name, value, and whether it is a number. */
const FIELDS: readonly (readonly [name: string, value: string, isNumber?: boolean])[] = [
  ["time", "%Ts.%ms", true],
  ["client", "%[var(txn.client)]"],
  ["domain", `%[var(txn.host),bytes(0,${HOST_BYTES}),json(utf8ps)]`],
  ["method", "%[capture.req.method,json(utf8ps)]"],
  ["path", "%[capture.req.uri,field(1,?),json(utf8ps)]"],
  ["status", "%ST", true],
  ["bytes", "%B", true],
  ["pool", "%b"],
  ["server", "%s"],
  ["total_ms", "%Ta", true],
  ["request_ms", "%TR", true],
  ["queue_ms", "%Tw", true],
  ["connect_ms", "%Tc", true],
  ["response_ms", "%Tr", true],
  ["state", "%ts"],
  ["retries", "%rc"], // "+1" if another server got the retry
  ["http", "%HV"],
  ["tls", "%sslv"],
];

/** A section of its own. */
export function renderRing(log: AccessLog | undefined): readonly string[] {
  if (log === undefined) return [];
  return [
    "# The last lines of the access log, for `show events access` at the Runtime API (add -w to follow).",
    "ring access",
    '  description "access log"',
    "  format raw",
    `  maxlen ${LINE_BYTES}`,
    `  size ${RING_BYTES}`,
    "",
  ];
}

/** @param client where the client's address is: a sample expression or a log variable */
export function renderAccessLog(log: AccessLog | undefined, client: string): readonly string[] {
  if (log === undefined) return [];
  const fields = FIELDS.map(([name, value, isNumber]) => {
    const shown = name === "client" ? client : value;
    return `"${name}":${isNumber === true ? shown : `"${shown}"`}`;
  });
  return block(
    "One line of JSON for each request. Without query, cookies and credentials; connections that send nothing are left out.",
    [
      ...(log.target === undefined
        ? []
        : [`log ${log.target} len ${LINE_BYTES} format ${formatOf(log.target)} local0 info`]),
      `log ring@access len ${LINE_BYTES} format raw local0 info`,
      "option dontlognull",
      `log-format '{${fields.join(",")}}'`,
    ],
  );
}

function formatOf(target: string): string {
  return target === "stdout" ? "raw" : "rfc5424";
}
