/** Where a Runtime API listens: a UNIX socket, or TCP. */
export type RuntimeApiAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** For messages: `/run/haproxy.sock`, `localhost:9999`, `[::1]:9999`. */
export function describeAddress(address: RuntimeApiAddress): string {
  if ("path" in address) return address.path;
  const { host, port } = address;
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
