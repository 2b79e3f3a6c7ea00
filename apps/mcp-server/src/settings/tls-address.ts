import { isIP } from "node:net";
import { PORT, type SettingReader } from "./setting.js";

type TlsAddress = {
  readonly host: string;
  readonly port: number;
};

/** Where HAProxy serves TLS on this machine; `undefined` for `none`. */
export function readTlsAddress(reader: SettingReader): TlsAddress | undefined {
  const address = reader.read("HAPROXY_TLS_ADDRESS", "127.0.0.1:443", {
    parse: parseAddress,
    allowed: "an IP address and a port such as 127.0.0.1:443 or [::1]:443, or none",
  });
  return address === "none" ? undefined : address;
}

function parseAddress(text: string): TlsAddress | "none" | undefined {
  if (text === "none") return "none";
  const [, bracketed, plain = "", digits = ""] = /^(?:\[(.+)\]|([^:]+)):(\d+)$/.exec(text) ?? [];
  const [host, number] = [bracketed ?? plain, PORT.parse(digits)];
  const family = bracketed === undefined ? 4 : 6;
  return isIP(host) === family && number !== undefined ? { host, port: number } : undefined;
}
