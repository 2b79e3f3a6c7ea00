import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { malformed, messageOf } from "../../reply.js";

/** A variable of the process (`get var`). */
export interface ProcessVariable {
  /** `sint`, `str`, `bool`, `ipv4`, … */
  readonly type: string;
  readonly value: string;
}

const FOUND = /: type=(\w+) value=<([\s\S]*)>$/;

/**
 * `get var <name>` (management.txt section 9.3): a variable of the process, `undefined` if it was never set.
 *
 *     [6]: proc.hits: type=sint value=<5>
 *     [3]: Variable not found.
 *
 * @param name `proc.hits`
 */
export function getVar(name: string): RuntimeCommand<ProcessVariable | undefined> {
  return read(line`get var ${name}`, (reply) => {
    if (/^Variable not found/.test(reply.text)) return undefined;
    const [, type, value] = FOUND.exec(messageOf(reply).trim()) ?? [];
    if (type === undefined || value === undefined) throw malformed(reply, "no type or no value");
    return { type, value };
  });
}
