import { type RuntimeCommand, read } from "../../command.js";
import { line } from "../../line.js";
import { dataOf, malformed } from "../../reply.js";
import { splitLines } from "../../wire/split-lines.js";

/** A server name that a certificate is served for. */
export interface SniEntry {
  /** `<frontend>/<file>:<line>` of its bind line, or the bind line's name. */
  readonly bind: string;
  /** `example.com`, `*.example.com`; `*` for any other. */
  readonly name: string;
  /** Names that a wildcard excludes. */
  readonly negativeFilter: string | undefined;
  /** `ecdsa`, `rsa`, `dsa` */
  readonly keyType: string;
  readonly file: string;
  readonly notAfter: Date;
  readonly notBefore: Date;
}

const COLUMNS = 7;

/**
 * `show ssl sni [-f <frontend>]` (management.txt section 9.3, HAProxy 3.2): which names are served with which certificate.
 *
 *     # Frontend/Bind	SNI	Negative Filter	Type	Filename	NotAfter	NotBefore
 *     web/haproxy.cfg:16	example.com	-	ecdsa	a.pem	Sep 19 12:38:08 2027 GMT	Nov 23 12:38:08 2026 GMT
 */
export function showSslSni({
  frontend,
}: {
  readonly frontend?: string | undefined;
} = {}): RuntimeCommand<readonly SniEntry[]> {
  return read(frontend === undefined ? "show ssl sni" : line`show ssl sni -f ${frontend}`, (reply) =>
    splitLines(dataOf(reply))
      .filter((text) => !text.startsWith("#"))
      .map((text) => {
        const fields = text.split("\t");
        if (fields.length < COLUMNS) throw malformed(reply, `${JSON.stringify(text)} is not a server name`);
        const [bind = "", name = "", filter = "", keyType = "", file = "", after = "", before = ""] = fields;
        return {
          bind,
          name,
          negativeFilter: filter === "-" ? undefined : filter,
          keyType,
          file,
          notAfter: new Date(after),
          notBefore: new Date(before),
        };
      }),
  );
}
