import { isIP } from "node:net";
import { type Kind, PORT } from "./kinds.js";

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
}

const DNS_PORT = "53";
const HOST_NAME = /^[a-z\d](?:[a-z\d.-]{0,251}[a-z\d])?$/i;

/** Where HAProxy is reached on this machine, or nowhere. */
export function localAddress(port: number): Kind<ServerAddress | "none"> {
  return {
    parse: parseLocal,
    allowed: `an IP address and a port such as 127.0.0.1:${port} or [::1]:${port}, or none`,
  };
}

/** A DNS server, on port 53 unless another is given. */
export const DNS_SERVER: Kind<ServerAddress> = {
  parse: (text) => {
    const { host, isBracketed, port = DNS_PORT } = split(isIP(text) === 6 ? `[${text}]` : text);
    const isHost = isBracketed ? isIP(host) === 6 : isIP(host) === 4 || HOST_NAME.test(host);
    const number = PORT.parse(port);
    return isHost && number !== undefined ? { host, port: number } : undefined;
  },
  allowed: "a host name or an IP address, with or without a port such as ns.example.com:53 or [::1]:53",
};

function parseLocal(text: string): ServerAddress | "none" | undefined {
  if (text === "none") return "none";
  const { host, isBracketed, port = "" } = split(text);
  const number = PORT.parse(port);
  return isIP(host) === (isBracketed ? 6 : 4) && number !== undefined ? { host, port: number } : undefined;
}

function split(text: string): { host: string; isBracketed: boolean; port: string | undefined } {
  const [, bracketed, plain = "", port] = /^(?:\[(.+)\]|([^:]+))(?::(\d+))?$/.exec(text) ?? [];
  return { host: bracketed ?? plain, isBracketed: bracketed !== undefined, port };
}
