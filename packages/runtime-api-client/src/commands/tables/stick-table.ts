import { type CommandReply, malformed } from "../../reply.js";

/** A stick-table. */
export interface StickTable {
  readonly name: string;
  /** Of its keys: `ip`, `ipv6`, `integer`, `string`, `binary`. */
  readonly type: string;
  /** Maximum and current number of entries. */
  readonly size: number;
  readonly used: number;
}

const HEADER = /^# table: (.*), type: (\w+), size: ?(\d+), used: ?(\d+)/;

/** `# table: st, type: string, size:1024, used:3` */
export function parseTable(text: string, reply: CommandReply): StickTable {
  const [, name, type, size, used] = HEADER.exec(text) ?? [];
  if (name === undefined || type === undefined) {
    throw malformed(reply, `${JSON.stringify(text.slice(0, 80))} is not a table`);
  }
  return { name, type, size: Number(size), used: Number(used) };
}
