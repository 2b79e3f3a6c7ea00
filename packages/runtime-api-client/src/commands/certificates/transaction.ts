import { type CommandReply, expectAnnounced, malformed, messageOf } from "../../reply.js";

/**
 * Whether a `set` or `add` changed the transaction of its own file. HAProxy has one transaction for all certificates, and
 * before 3.0 a `set ssl cert` while another file's is open changes that one:
 *
 *     [5]: Transaction updated for certificate /etc/haproxy/certs/other.pem!
 */
export function expectTransactionOf(file: string, reply: CommandReply): void {
  const text = messageOf(reply);
  const [, other] = /^transaction (?:created|updated) for (?:certificate|CA|CRL) (.*)!$/im.exec(text) ?? [];
  if (other === undefined) throw malformed(reply, "it names no transaction");
  if (other !== file) throw malformed(reply, `it changed the transaction of ${other}`);
}

/** `[5]: Transaction aborted for certificate '/etc/haproxy/certs/a.pem'!` */
export function expectAborted(reply: CommandReply): void {
  expectAnnounced([/^Transaction aborted for /], reply);
}

/** `Committing /etc/haproxy/certs/a.pem` and, on a line of its own, `Success!` */
export function expectCommitted(reply: CommandReply): void {
  expectAnnounced([/^Success!$/m], reply);
}
