import type { Caller } from "../access/caller.js";

const MAX_LENGTH = 100;

/** A caller with its client as that reports itself: any text, so it is kept short and on one line. */
export function withClient(
  caller: Caller,
  client: { readonly name: string; readonly version: string } | undefined,
): Caller {
  if (client === undefined) return caller;
  const text = `${client.name} ${client.version}`.replace(/\p{C}/gu, "").trim();
  return text === "" ? caller : { ...caller, client: text.slice(0, MAX_LENGTH) };
}
