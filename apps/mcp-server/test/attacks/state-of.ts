import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";

const FILES = ["domains.map", "servers.json", "servers.state", "mcp-tokens.json"];
/** Of `show servers state`: names, address and administrative state. The others change with checks and time. */
const COLUMNS = [1, 3, 4, 6];

/** What no attack may change: the files of the state, and what HAProxy runs. */
export async function stateOf({ dir, mapFile, runtime }: TestHaproxy): Promise<readonly string[]> {
  const files = FILES.map((name) => readFile(join(dir, name), "utf8").catch(() => ""));
  const [routes = "", servers = "", ...contents] = await Promise.all([
    runtime(`show map ${mapFile}`),
    runtime("show servers state"),
    ...files,
  ]);
  const rows = servers.split("\n").map((row) => COLUMNS.map((column) => row.split(" ")[column]).join(" "));
  return [routes.replace(/^0x\w+ /gm, ""), rows.join("\n"), ...contents];
}
