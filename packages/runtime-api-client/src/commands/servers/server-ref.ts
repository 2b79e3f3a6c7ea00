import { unsafe } from "../../arguments.js";
import { line } from "../../line.js";

/** A server, by the names of the configuration. */
export interface ServerRef {
  readonly backend: string;
  readonly server: string;
}

/** `<backend>/<server>` as one word. @throws RuntimeApiError `UNSAFE_ARGUMENT` */
export function serverRef({ backend, server }: ServerRef): string {
  const names = [line`${backend}`, line`${server}`];
  if (!names.some((name) => name.includes("/"))) return names.join("/");
  throw unsafe(`names must not contain a slash: ${JSON.stringify([backend, server])}`);
}
