import { MAX_ADDED_SERVERS } from "@haproxy-mcp/load-balancer";
import { DEFAULT_PORT, slotSchema, ValidationError } from "@haproxy-mcp/validation";
import { z } from "zod";
import { countOf } from "../../../program/count-of.js";
import { defineChange } from "../../define-change.js";
import { describeLeft, MAX_TIMEOUT_SEC, toMs, waitSecondsField } from "../../drain-fields.js";
import { describeDomains, placeShape, toPlace } from "../../place-fields.js";
import {
  describeServer,
  domainField,
  ipField,
  portField,
  serverOutput,
  sessionsField,
  stillBusy,
  toServerOutput,
  weightField,
} from "../../server-fields.js";

const DEFAULT_TIMEOUT_SEC = 30;
const DEFAULT_DRAIN_SEC = 10;

const serverField = z.strictObject({
  ip: ipField,
  http_port: portField.default(DEFAULT_PORT),
  weight: weightField.optional(),
});

export const replaceServers = defineChange({
  name: "haproxy_replace_servers",
  title: "Replace the servers of a domain",
  description:
    "Moves a domain to other servers in one call that fails no request: adds the new ones, waits until each is checked healthy, gives " +
    "them the traffic, drains the old ones and removes them. Use it when a domain moves to new servers or releases. If one of them is " +
    "not healthy in time, everything is as before. Servers that the domain has already stay; the call can be repeated.",
  input: z.strictObject({
    domain: domainField,
    servers: z.array(serverField).min(1).max(MAX_ADDED_SERVERS).describe("The servers that the domain gets"),
    slots: z
      .array(slotSchema)
      .min(1)
      .optional()
      .describe("Slots whose servers go; default: all that are not in servers"),
    timeout_sec: waitSecondsField
      .default(DEFAULT_TIMEOUT_SEC)
      .describe("Longest wait until all are checked healthy, in seconds"),
    drain_timeout_sec: waitSecondsField
      .optional()
      .describe(
        `Longest wait for open sessions on old servers, in seconds; with timeout_sec at most ${MAX_TIMEOUT_SEC}; default: ${DEFAULT_DRAIN_SEC}, or what is left`,
      ),
  }),
  output: z.looseObject({
    ...placeShape,
    added: z.array(serverOutput),
    kept: z.array(serverOutput),
    removed: z.array(serverOutput),
    sessions: sessionsField,
  }),
  role: "operate",
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  async handle(input, { changes, signal, progress }) {
    const { domain, slots, timeout_sec } = input;
    const leftSec = MAX_TIMEOUT_SEC - timeout_sec;
    const { drain_timeout_sec = Math.min(DEFAULT_DRAIN_SEC, leftSec) } = input;
    if (drain_timeout_sec > leftSec) {
      const problem = `must be at most ${leftSec} with a timeout_sec of ${timeout_sec}, not ${drain_timeout_sec}: many clients end a call after 60 s`;
      throw new ValidationError("OUT_OF_RANGE", "drain_timeout_sec", problem);
    }
    const [timeoutMs, drainTimeoutMs] = [toMs(timeout_sec), toMs(drain_timeout_sec)];
    const servers = input.servers.map(({ http_port: port, ...server }) => ({ ...server, port }));
    const wanted = { domain, servers, slots, timeoutMs, drainTimeoutMs };
    const onProgress = (step: "checking" | "draining", left: number) =>
      progress(
        step === "checking" ? `${countOf(left, "server")} not healthy yet` : describeLeft(left),
        timeoutMs + drainTimeoutMs,
      );
    const replaced = await changes.replaceServers(wanted, { signal, onProgress });
    return {
      ...toPlace(replaced),
      added: replaced.added.map(toServerOutput),
      kept: replaced.kept.map(toServerOutput),
      removed: replaced.removed.map(toServerOutput),
      sessions: replaced.sessions,
    };
  },
  summarise({ added, kept, removed, sessions, ...place }) {
    const listed = (servers: typeof added) => servers.map(describeServer).join(", ") || "none";
    return [
      `Replaced servers of ${describeDomains(place)} on ${place.pool}`,
      `added: ${listed(added)}`,
      ...(kept.length === 0 ? [] : [`kept: ${listed(kept)}`]),
      `removed: ${listed(removed)}${stillBusy("removed", sessions)}`,
    ].join("\n");
  },
});
