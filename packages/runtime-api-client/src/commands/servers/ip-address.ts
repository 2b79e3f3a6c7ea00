import { isIP } from "node:net";
import { unsafe } from "../../arguments.js";

/** IPv4 or IPv6 without a zone. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function ipAddress(address: string): string {
  if (isIP(address) !== 0 && !address.includes("%")) return address;
  throw unsafe(`not an IP address: ${JSON.stringify(address)}`);
}
