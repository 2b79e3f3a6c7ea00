import { dirname, join } from "node:path";
import {
  createSocketTransport,
  type RuntimeApiAddress,
  type Transport,
} from "@haproxy-mcp/runtime-api-client";
import type { Config } from "../settings/config.js";

/** HAProxy's UNIX socket for the server, beside TCP. Its folder, not its mode, decides who can use it. */
export const LOCAL_SOCKET = "/run/haproxy-mcp/haproxy.sock";
const LOCAL_MASTER_SOCKET = join(dirname(LOCAL_SOCKET), "master.sock");
const CHOICES = ["HAPROXY_SOCKET", "HAPROXY_HOST", "HAPROXY_PORT"];

/** `undefined` if the operator chose an address, or HAProxy does not run as a unit or container of this machine. */
export function localSocketOf({ given, host }: Pick<Config, "given" | "host">): string | undefined {
  const isChosen = CHOICES.some((name) => given[name] !== undefined);
  return !isChosen && (host.kind === "podman" || host.kind === "systemd") ? LOCAL_SOCKET : undefined;
}

/** Whether only root and the server's group can reach a socket there. */
export function isInLocalFolder(path: string): boolean {
  return dirname(path) === dirname(LOCAL_SOCKET);
}

/** HAProxy's master CLI for the server, beside that socket; `undefined` if the server does not use that folder. */
export function localMasterOf(config: Pick<Config, "given" | "host" | "haproxy">): string | undefined {
  const { address } = config.haproxy;
  const path = "path" in address ? address.path : localSocketOf(config);
  return path !== undefined && isInLocalFolder(path) ? LOCAL_MASTER_SOCKET : undefined;
}

/** The UNIX socket, and TCP while nothing listens there, as with an older `haproxy.cfg`. */
export function createLocalTransport(path: string, address: RuntimeApiAddress): Transport {
  const local = createSocketTransport({ path });
  const tcp = createSocketTransport(address);
  return {
    target: tcp.target,
    async exchange(request, options, receive) {
      const failure = await local.exchange(request, options, receive);
      return failure?.code === "CONNECT_FAILED" ? await tcp.exchange(request, options, receive) : failure;
    },
  };
}
