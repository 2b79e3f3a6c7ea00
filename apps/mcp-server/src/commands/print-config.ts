import { renderConfig } from "@haproxy-mcp/haproxy-host";
import type { Config } from "../config.js";

/** `haproxy-mcp config`: prints the configuration that an HAProxy needs for the settings. */
export function printConfig({ haproxy }: Config): void {
  const { address, poolCount, maxSlots, mapFile, stateFile } = haproxy;
  const socket = "path" in address ? `${address.path} mode 660` : `ipv4@127.0.0.1:${address.port}`;
  process.stdout.write(
    renderConfig({
      pools: { count: poolCount, slots: maxSlots },
      httpBinds: ["*:80"],
      statsSockets: [`${socket} level admin`],
      mapFile,
      stateFile,
    }),
  );
}
