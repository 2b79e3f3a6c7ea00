import { randomInt } from "node:crypto";
import { type Clock, systemClock } from "@haproxy-mcp/durable-files";
import { AcmeError, type DnsFailure } from "../../errors.js";
import type { DnsOptions, DnsProvider, TxtRecord } from "../dns-provider.js";
import { exchange } from "./dns-exchange.js";
import {
  type DnsRequest,
  type DnsResponse,
  decodeResponse,
  encodeRequest,
  OPCODE,
  RECORD_CLASS,
  RECORD_TYPE,
} from "./dns-message.js";
import { FUDGE_S, isSigned, sign, TSIG_ERROR, tsigErrorOf } from "./tsig.js";
import type { TsigKey } from "./tsig-key.js";

const DEFAULT_PORT = 53;
const LIMIT_MS = 10_000;
/** Of validation records, in seconds. */
const TTL_S = 60;
/** Response codes (RFC 1035 section 4.1.1, RFC 2136 section 2.2). */
const CODE = {
  OK: 0,
  NAME_MISSING: 3,
  NOT_IMPLEMENTED: 4,
  REFUSED: 5,
  NOT_AUTHORIZED: 9,
  NOT_IN_ZONE: 10,
} as const;
const CODE_NAMES = [
  "NOERROR",
  "FORMERR",
  "SERVFAIL",
  "NXDOMAIN",
  "NOTIMP",
  "REFUSED",
  "YXDOMAIN",
  "YXRRSET",
  "NXRRSET",
  "NOTAUTH",
  "NOTZONE",
];
/** Of a record that is deleted to find out whether that is allowed; no CA asks for it. */
const NO_VALUE = "haproxy-mcp checks its access";

/** The DNS server that takes updates (RFC 2136), and the key that signs them (TSIG, RFC 8945). */
export interface Rfc2136Options {
  /** The primary server of the zones; port 53 by default. */
  readonly server: { readonly host: string; readonly port?: number | undefined };
  /** Read for each request. Its secret appears in no message. */
  readonly key: () => Promise<TsigKey>;
  /** For one request. Default: 10,000. */
  readonly limitMs?: number | undefined;
  readonly clock?: Clock | undefined;
}

/** A DNS server that accepts dynamic updates (RFC 2136) signed with a key (TSIG, RFC 8945): BIND, Knot, PowerDNS and others. */
export function createRfc2136Provider(options: Rfc2136Options): DnsProvider {
  const { key: readKey, limitMs = LIMIT_MS, clock = systemClock } = options;
  const { host, port = DEFAULT_PORT } = options.server;
  const name = `the DNS server ${host}`;

  /** @throws AcmeError for a response that is not signed with our key, unless it is an error */
  async function ask(
    request: Omit<DnsRequest, "id">,
    what: string,
    { signal }: DnsOptions,
  ): Promise<DnsResponse> {
    const key = await readKey();
    const id = randomInt(1 << 16);
    const signed = sign(encodeRequest({ ...request, id }), key, clock.now());
    const message = await exchange({ host, port }, signed.message, { limitMs, signal });
    try {
      const response = decodeResponse(message);
      const isOurs =
        response.id === id && isSigned(message, response, { key, mac: signed.mac, now: clock.now() });
      if (isOurs && response.code !== CODE.NOT_AUTHORIZED) return response;
      if (response.code !== CODE.OK) throw refusal(response, what, key);
    } catch (cause) {
      if (!(cause instanceof RangeError)) throw cause;
      throw failure("other", `the response of ${name} is not a DNS message: ${cause.message}`);
    }
    throw failure("bad-token", `the response of ${name} is not signed with the key ${key.name}`);
  }

  function refusal(response: DnsResponse, what: string, { name: key, algorithm }: TsigKey): AcmeError {
    const { code } = response;
    const error = tsigErrorOf(response);
    if (error === TSIG_ERROR.BAD_KEY)
      return failure("bad-token", `${name} has no key ${key} for ${algorithm}`);
    if (error === TSIG_ERROR.BAD_SIGNATURE)
      return failure("bad-token", `${name} has another secret or algorithm for the key ${key}`);
    if (error === TSIG_ERROR.BAD_TIME)
      return failure("other", `the clocks of ${name} and of this machine differ by more than ${FUDGE_S} s`);
    if (code === CODE.REFUSED)
      return failure(
        "missing-right",
        `${name} refused to ${what} with the key ${key}; allow that key to update TXT records`,
      );
    if (code === CODE.NOT_AUTHORIZED || code === CODE.NOT_IN_ZONE || code === CODE.NOT_IMPLEMENTED)
      return failure("no-zone", `${name} takes no updates of that zone; name its primary server`);
    return failure(
      "other",
      `${name} failed to ${what}: ${CODE_NAMES[code] ?? `response code ${code}`}; its log has the reason`,
    );
  }

  /** The zone of a name that need not exist: the server adds its SOA record to the response (RFC 2308 section 2). */
  async function zoneOf(domain: string, options: DnsOptions): Promise<string> {
    const request = { opcode: OPCODE.QUERY, name: domain, type: RECORD_TYPE.SOA };
    const response = await ask(request, `look up the zone of ${domain}`, options);
    const { code, isAuthoritative, records } = response;
    // of a wildcard, maybe: a record of the name itself may still be added, and its zone is that of the name above it
    const isAlias = records.some((record) => record.type === RECORD_TYPE.CNAME && record.name === domain);
    const [, above] = /^[^.]+\.(.+)$/.exec(domain) ?? [];
    if (isAlias && above !== undefined) return zoneOf(above, options);
    const zone = records.find(({ type }) => type === RECORD_TYPE.SOA)?.name;
    const isOurs = zone !== undefined && `.${domain}`.endsWith(`.${zone}`) && isAuthoritative;
    if (isOurs && (code === CODE.OK || code === CODE.NAME_MISSING)) return zone;
    throw failure("no-zone", `${name} has no zone for ${domain}; add the zone there, or check the name`);
  }

  /** Adds or deletes a record (RFC 2136 sections 2.5.1 and 2.5.4): both do nothing if it is so already. */
  async function change(
    kind: "add" | "delete",
    { name, value }: TxtRecord,
    options: DnsOptions,
  ): Promise<void> {
    const zone = await zoneOf(name, options);
    const text = Buffer.from(value);
    const record = {
      name,
      type: RECORD_TYPE.TXT,
      class: kind === "add" ? RECORD_CLASS.IN : RECORD_CLASS.NONE,
      ttl: kind === "add" ? TTL_S : 0,
      data: Buffer.concat([Buffer.of(text.length), text]),
    };
    const request = { opcode: OPCODE.UPDATE, name: zone, type: RECORD_TYPE.SOA, changes: [record] };
    const what = `${kind} the record ${name}`;
    const response = await ask(request, what, options);
    if (response.code !== CODE.OK) throw refusal(response, what, await readKey());
  }

  return {
    name,
    async check(domains, options) {
      for (const domain of domains)
        await change("delete", { name: `_acme-challenge.${domain}`, value: NO_VALUE }, options);
    },
    add: (record, options) => change("add", record, options),
    remove: (record, options) => change("delete", record, options),
  };
}

function failure(reason: DnsFailure, message: string): AcmeError {
  return new AcmeError("DNS_PROVIDER", message, { reason });
}
