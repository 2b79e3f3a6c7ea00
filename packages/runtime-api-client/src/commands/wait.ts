import { count } from "../arguments.js";
import { type RuntimeCommand, writeAnnounced } from "../command.js";

/** `wait <ms> <condition>`; answers `[6]: Done.` */
export function wait(condition: string, waitMs: number): RuntimeCommand<void> {
  const line = `wait ${count(waitMs, "a time in ms")}ms ${condition}`;
  const command = writeAnnounced(line, /(?:^|\n)Done\./);
  return { ...command, kind: "read", waitMs };
}
