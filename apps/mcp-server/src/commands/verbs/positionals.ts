import { readServer } from "../to-input.js";
import type { ToolPositional } from "../tool-verb-parts.js";

export const DOMAIN: ToolPositional = { name: "DOMAIN", argument: "domain" };
export const SLOT: ToolPositional = { name: "SLOT", argument: "slot" };

/** Servers as `IP[:PORT]`. */
export const SERVERS: ToolPositional = {
  name: "IP[:PORT]",
  argument: "servers",
  isList: true,
  read: readServer,
};
