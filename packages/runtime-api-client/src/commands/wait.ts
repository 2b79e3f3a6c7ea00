import { count } from "../arguments.js";
import { type RuntimeCommand, write } from "../command.js";
import { expectAnnounced } from "../reply.js";

/** `wait <ms> <condition>`; responds with `[6]: Done.` */
export function wait(condition: string, waitMs: number): RuntimeCommand<void> {
  const line = `wait ${count(waitMs, "a time in ms")}ms ${condition}`;
  const command = write(line, (reply) => expectAnnounced([/(?:^|\n)Done\./], reply));
  return { ...command, kind: "read", waitMs };
}
