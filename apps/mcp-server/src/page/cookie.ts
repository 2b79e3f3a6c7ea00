import type { IncomingHttpHeaders } from "node:http";

const NAME = "haproxy_mcp_ui";
const PATH = "/ui";

/** Browsers store the second name only over TLS, and send it only there. */
function nameOf(isEncrypted: boolean): string {
  return isEncrypted ? `__Secure-${NAME}` : NAME;
}

/** The values of our cookie: a server of a parent domain may have set one of the same name. */
export function readCookie({ cookie = "" }: IncomingHttpHeaders, isEncrypted: boolean): readonly string[] {
  const begin = `${nameOf(isEncrypted)}=`;
  return cookie
    .split(";")
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(begin))
    .map((pair) => pair.slice(begin.length));
}

/** @param maxAgeSec 0 deletes it */
export function formatCookie(value: string, maxAgeSec: number, isEncrypted: boolean): string {
  const attributes = `Path=${PATH}; Max-Age=${maxAgeSec}; HttpOnly; SameSite=Strict${isEncrypted ? "; Secure" : ""}`;
  return `${nameOf(isEncrypted)}=${value}; ${attributes}`;
}
