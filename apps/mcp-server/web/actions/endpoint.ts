const ENDPOINT = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/;

/** `10.0.0.1:80`, `[2001:db8::1]:80`; without a port, the address alone in the same form. */
export function formatEndpoint(ip: string, port?: number): string {
  const host = ip.includes(":") ? `[${ip}]` : ip;
  return port === undefined ? host : `${host}:${port}`;
}

/** `10.0.0.1`, `10.0.0.1:8080`, `2001:db8::1`, `[2001:db8::1]:8080`. Whether it is an address is for the server to decide. */
export function readEndpoint(text: string): { readonly ip: string; readonly http_port?: number } {
  const [, v6, v4, port] = ENDPOINT.exec(text.trim()) ?? [];
  const ip = v6 ?? v4 ?? text.trim();
  return port === undefined ? { ip } : { ip, http_port: Number(port) };
}

/** Whether a text can be an address, so that the server is asked about no other. */
export function mayBeAddress(text: string): boolean {
  const { ip } = readEndpoint(text);
  const parts = ip.split(".");
  return (
    ip.includes(":") ||
    (parts.length === 4 && parts.every((part) => /^\d+$/.test(part) && Number(part) < 256))
  );
}
