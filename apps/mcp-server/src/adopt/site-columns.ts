import type { AdoptableSite } from "@haproxy-mcp/haproxy-host";
import type { Column } from "../commands/output/cell.js";

/** Of the table of sites. */
export const SITE_COLUMNS: readonly Column<AdoptableSite>[] = [
  { title: "SITE", cell: ({ domain }) => domain },
  { title: "BACKEND", cell: ({ backend }) => backend },
  { title: "TAKE-OVER", cell: takeOverOf },
  { title: "WOULD-LOSE", cell: ({ losses }) => losses.map(({ what }) => what) },
  { title: "SERVERS", isWide: true, cell: ({ servers }) => servers.map(({ ip, port }) => `${ip}:${port}`) },
  { title: "RULE", isWide: true, cell: ({ line }) => `${line.file}:${line.number}: ${line.text}` },
];

function takeOverOf({ isTaken, whyNot }: AdoptableSite): string {
  if (isTaken) return "done";
  return whyNot.length === 0 ? "possible" : `not possible: ${whyNot.join("; ")}`;
}
