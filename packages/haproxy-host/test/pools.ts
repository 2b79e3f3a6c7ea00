import type { HaproxyPaths } from "@haproxy-mcp/test-haproxy";
import { renderConfig } from "../src/index.js";

export function configOf(
  { httpSocket, runtimeSocket, mapFile, stateFile }: Omit<HaproxyPaths, "dir">,
  pools = { count: 5, slots: 3 },
): string {
  return renderConfig({
    pools,
    httpBinds: [`unix@${httpSocket}`],
    statsSockets: [`${runtimeSocket} level admin`],
    mapFile,
    stateFile,
  });
}
