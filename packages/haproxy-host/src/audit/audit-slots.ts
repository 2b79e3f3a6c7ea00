import { isIP } from "node:net";
import { INIT_ADDR, UNASSIGNED } from "../config/server-template.js";
import { at, countOf, type Finding, placeOf } from "./finding.js";
import type { Pool } from "./model/pool.js";
import type { Server } from "./model/server.js";
import { groupBy, poolRanges } from "./names.js";
import { isUnknown } from "./read/split-words.js";

/** A fault of a slot's line, and the words that fix it. */
interface Fault {
  readonly severity: Finding["severity"];
  readonly cause: string;
  readonly effect: string;
  /** Words of the line that are replaced; absent: `to` goes behind the address. */
  readonly from?: string | undefined;
  readonly to: string;
}

interface FaultySlot {
  readonly pool: number;
  readonly server: Server;
  readonly faults: readonly Fault[];
}

/** Checks that slots can be set, are restored, and take no traffic while they are empty. */
export function auditSlots(pools: readonly Pool[]): readonly Finding[] {
  const faulty = pools.flatMap(({ number, slots }) =>
    slots.flatMap((server): readonly FaultySlot[] => {
      const faults = faultsOf(server);
      return faults.length === 0 ? [] : [{ pool: number, server, faults }];
    }),
  );
  const keyOf = ({ faults, server }: FaultySlot) =>
    [
      server.line.words[0],
      ...faults.map(({ effect, from, to }) => (from === server.address ? effect : `${from} ${to}`)),
    ].join("\n");
  return groupBy(faulty, keyOf).map(findingOf);
}

function findingOf(group: readonly FaultySlot[]): Finding {
  const [{ server, faults }] = group as readonly [FaultySlot, ...FaultySlot[]];
  const slots = group.reduce((sum, one) => sum + one.server.names.length, 0);
  const where = poolRanges([...new Set(group.map(({ pool }) => pool))]);
  const reasons = faults.map(({ cause, effect }) => `${cause}, so ${effect}`).join("; ");
  return {
    severity: faults.some((fault) => fault.severity === "error") ? "error" : "warning",
    ...at(server.line),
    message: `${countOf(slots, "slot")} of ${where}: ${reasons}`,
    remedy: group.length === 1 ? replacedLine(server, faults) : editOfAll(group, where),
    lines: group.length > 1 ? group.map((one) => one.server.line) : undefined,
  };
}

function faultsOf({ address, own, initAddr, isDisabled, isChecked }: Server): readonly Fault[] {
  const host = hostOf(address);
  const faults: Fault[] = [];
  if (isIP(host) !== 0)
    faults.push({
      severity: "error",
      cause: `${host} is not a host name`,
      effect: "a reload restores the port and loses the address",
      from: address,
      to: `${UNASSIGNED}:80`,
    });
  const wrong = initAddr !== undefined && isUnknown(initAddr) ? undefined : wrongInitAddr(initAddr);
  if (wrong !== undefined) {
    const place = own.lastIndexOf("init-addr");
    const from = place === -1 ? undefined : `init-addr ${own[place + 1] ?? ""}`;
    faults.push({ severity: "error", ...wrong, from, to: INIT_ADDR });
  }
  if (!isDisabled)
    faults.push({
      severity: "warning",
      cause: "not disabled",
      effect: "empty slots get traffic",
      from: own.includes("enabled") ? "enabled" : undefined,
      to: "disabled",
    });
  if (!isChecked)
    faults.push({
      severity: "warning",
      cause: "no health check",
      effect: "servers that are down get traffic",
      from: own.includes("no-check") ? "no-check" : undefined,
      to: "check",
    });
  return faults;
}

function wrongInitAddr(initAddr: string | undefined): Pick<Fault, "cause" | "effect"> | undefined {
  const effect = "a reload loses the address";
  if (initAddr === undefined) return { cause: "no init-addr", effect };
  const methods = initAddr.split(",");
  if (methods[0] !== "last") return { cause: `init-addr ${initAddr} does not start with last`, effect };
  if (methods.some((word) => isIP(word) !== 0)) return undefined;
  return {
    cause: `init-addr ${initAddr} has no IP address`,
    effect: "HAProxy refuses to set the slot's address",
  };
}

/** Each edit as the text to find and the text to put in its place. */
function editsOf(
  { address }: Server,
  faults: readonly Fault[],
): readonly (readonly [from: string, to: string])[] {
  const replaced = faults.find(({ from }) => from === address);
  const added = faults.filter(({ from }) => from === undefined).map(({ to }) => to);
  const others = faults.flatMap(({ from, to }) =>
    from === undefined || from === address ? [] : [[from, to] as const],
  );
  if (replaced === undefined && added.length === 0) return others;
  return [[address, [replaced?.to ?? address, ...added].join(" ")], ...others];
}

function replacedLine(server: Server, faults: readonly Fault[]): string {
  const { line } = server;
  const text = editsOf(server, faults).reduce((all, [from, to]) => all.replace(from, () => to), line.text);
  return `replace ${placeOf(line)} with: ${text}`;
}

function editOfAll(group: readonly FaultySlot[], pools: string): string {
  const [{ server, faults }] = group as readonly [FaultySlot, ...FaultySlot[]];
  const isSame = group.every((one) => one.server.address === server.address);
  const edits = editsOf(server, faults).map(([from, to]) => {
    if (from !== server.address || isSame) return `replace ${from} with ${to}`;
    return to.startsWith(from)
      ? `add behind the address ${to.slice(from.length + 1)}`
      : `replace the address with ${to}`;
  });
  return `in the ${server.line.words[0]} lines of ${pools}: ${edits.join(", and ")}`;
}

function hostOf(address: string): string {
  return address
    .replace(/^ipv[46]@/, "")
    .replace(/:\d*$/, "")
    .replace(/^\[(.*)\]$/, "$1");
}
