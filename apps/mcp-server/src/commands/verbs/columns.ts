import { formatEndpoint, type IpAddress, type Port } from "@haproxy-mcp/validation";

interface Address {
  readonly ip: string;
  readonly http_port: number;
}

/** `10.0.0.1:80`, `[2001:db8::1]:80`. */
export function endpointOf({ ip, http_port: port }: Address): string {
  return formatEndpoint(ip as IpAddress, port as Port);
}
