import { inspect } from "node:util";
import { unsafe } from "../arguments.js";

/** Where a Runtime API listens: a UNIX socket, or TCP. */
export type RuntimeApiAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** For messages: `/run/haproxy.sock`, `localhost:9999`, `[::1]:9999`. */
export function describeAddress(address: RuntimeApiAddress): string {
  if ("path" in address) return address.path;
  const { host, port } = address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** @throws RuntimeApiError `UNSAFE_ARGUMENT` for what is no address, such as a path from a variable that is not set */
export function assertAddress(address: RuntimeApiAddress): void {
  const { path, host, port }: Readonly<Record<string, unknown>> = { ...address };
  const isSocket = typeof path === "string" && path !== "";
  const isTcp = typeof host === "string" && host !== "" && isPort(port);
  if (isSocket || (path === undefined && isTcp)) return;
  throw unsafe(
    `not an address of HAProxy: ${inspect(address)}; use { path }, or { host, port } with a port from 1 to 65535`,
  );
}

function isPort(port: unknown): boolean {
  return typeof port === "number" && Number.isInteger(port) && port >= 1 && port <= 65_535;
}
