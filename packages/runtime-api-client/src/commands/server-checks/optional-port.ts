import { portNumber } from "../../arguments.js";

/** ` port <port>`, or nothing. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function optionalPort(port: number | undefined): string {
  return port === undefined ? "" : ` port ${portNumber(port)}`;
}
