import { readServer } from "../to-input.js";
import type { ToolPositional } from "../tool-verb-parts.js";

export const DOMAIN: ToolPositional = { name: "DOMAIN", argument: "domain", values: "domains" };
export const SLOT: ToolPositional = { name: "SLOT", argument: "slot", values: "slots" };

/** A server as `IP[:PORT]`. */
export const SERVER: ToolPositional = {
  name: "IP[:PORT]",
  argument: "ip",
  also: ["http_port"],
  read: readServer,
};

/** Servers as `IP[:PORT]`. */
export const SERVERS: ToolPositional = {
  name: "IP[:PORT]",
  argument: "servers",
  isList: true,
  read: readServer,
};

export const CERTIFICATE: ToolPositional = { name: "NAME", argument: "domain", values: "certificates" };
