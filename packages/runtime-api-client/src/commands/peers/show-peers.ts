import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { type CommandReply, dataOf, malformed } from "../../reply.js";

/** A `peers` section. */
export interface PeersSection {
  readonly name: string;
  readonly disabled: boolean;
  readonly peers: readonly Peer[];
}

/** A peer that stick tables are replicated with (`show peers`). */
export interface Peer {
  readonly name: string;
  /** This HAProxy itself. */
  readonly local: boolean;
  /** Has a connection. */
  readonly active: boolean;
  /** `ipv4:10.0.0.7:10000` */
  readonly address: string;
  /** Of its last connection: `ESTA` established, `CONN` connecting, `HSHK` handshake, `NONE`, … */
  readonly status: string;
  /** Every `name=value` of its first lines, by HAProxy's name. */
  readonly raw: ReadonlyMap<string, string>;
}

/**
 * `show peers [<section>]` (management.txt section 9.3). Refused with `No such peers`.
 *
 *     0x55deb0224320: [26/Nov/2026:12:01:10] id=mates disabled=0 flags=0x33 resync_timeout=<PAST> task_calls=196
 *       0x55deb022b540: id=other(remote,inactive) addr=ipv4:10.0.0.7:10000 last_status=CONN last_hdshk=2s
 *             reconnect=2s heartbeat=<NEVER> confirm=0 tx_hbt=0 rx_hbt=0 no_hbt=0 new_conn=98 proto_err=0 coll=0
 */
export function showPeers({
  section,
}: {
  readonly section?: string | undefined;
} = {}): RuntimeCommand<readonly PeersSection[]> {
  // "-": a section may be called "dict"
  return read(section === undefined ? "show peers" : line`show peers - ${section}`, (reply) =>
    dataOf(reply)
      .split(/^(?=0x)/m)
      .filter((text) => text.trim() !== "")
      .map((text) => parseSection(text, reply)),
  );
}

function parseSection(text: string, reply: CommandReply): PeersSection {
  const [head = "", ...peers] = text.split(/^(?= {2}0x)/m);
  const fields = fieldsOf(head);
  const name = fields.get("id");
  if (name === undefined) throw malformed(reply, `${JSON.stringify(head.slice(0, 80))} is not a section`);
  return {
    name,
    disabled: fields.get("disabled") !== "0",
    peers: peers.map((one) => parsePeer(one, reply)),
  };
}

function parsePeer(text: string, reply: CommandReply): Peer {
  const raw = fieldsOf(text.split(/^ *shared tables:/m, 1)[0] ?? "");
  const [, name, where, activity] = /^(.*)\((\w+),(\w+)\)$/.exec(raw.get("id") ?? "") ?? [];
  const [address, status] = [raw.get("addr"), raw.get("last_status")];
  if (name === undefined || address === undefined || status === undefined) {
    throw malformed(reply, `${JSON.stringify(text.slice(0, 80))} is not a peer`);
  }
  return { name, local: where === "local", active: activity === "active", address, status, raw };
}

/** Of several with one name, the first. */
function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = [...text.matchAll(/(?:^|\s)(\w+)=(\S*)/g)].map(
    ([, name = "", value = ""]) => [name, value] as const,
  );
  return new Map(fields.reverse());
}
