import { type RuntimeCommand, read } from "../../command.js";
import { dataOf } from "../../reply.js";

/**
 * `show threads` (management.txt section 9.3): what each thread does now, for HAProxy's developers. The format is not
 * documented and differs between versions.
 *
 *     * Thread 1 : id=0x7fad9b5bd440 act=1 glob=0 wq=1 rq=0 tl=0 tlsz=0 rqsz=0
 *           1/1    stuck=0 prof=0 harmless=0 wantrdv=0
 */
export function showThreads(): RuntimeCommand<string> {
  return read("show threads", dataOf);
}
