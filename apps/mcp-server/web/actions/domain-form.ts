import type { CallError } from "../../src/page/model.js";
import { readEndpoint } from "./endpoint.js";
import type { ServerArgument, ToolCall } from "./tool-call.js";

/** What "add a domain" asks for, as it was typed. */
export interface DomainForm {
  readonly domain: string;
  /** `10.0.0.1:8080`; empty ones are left out. */
  readonly servers: readonly string[];
  /** With spaces, commas or line ends between. */
  readonly aliases: string;
}

/** Arguments of haproxy_add_domain. */
export interface DomainArguments {
  readonly [name: string]: unknown;
  readonly domain: string;
  readonly servers?: readonly ServerArgument[];
  readonly aliases?: readonly string[];
}

export function toDomainArguments({ domain, servers, aliases }: DomainForm): DomainArguments {
  const given = servers.filter((text) => text.trim() !== "").map(readEndpoint);
  const names = aliases.split(/[\s,]+/).filter((name) => name !== "");
  return {
    domain: domain.trim(),
    ...(given.length > 0 && { servers: given }),
    ...(names.length > 0 && { aliases: names }),
  };
}

/** A certificate for the names of a domain alone: a wildcard beside them would need a challenge over DNS. */
export function certificateCall({ domain, aliases }: DomainArguments): ToolCall {
  const given = { domain, wildcard: false, ...(aliases !== undefined && { san: aliases }) };
  return { tool: "haproxy_issue_cert", arguments: given };
}

/** The field of the form that an error is about: `domain`, `servers.2` for the third row, or `aliases`. */
export function formFieldOf({ field = "" }: CallError, { servers }: DomainForm): string | undefined {
  const [, name, index] = /^(domain|servers|aliases)(?:\[(\d+)\])?/.exec(field) ?? [];
  if (name !== "servers") return name;
  const rows = servers.flatMap((text, row) => (text.trim() === "" ? [] : [row]));
  return `servers.${rows[Number(index ?? 0)] ?? 0}`;
}

/** The message without the name of the argument: it stands at its field. */
export function problemOf({ field, message }: CallError): string {
  return message.startsWith(`${field}: `) ? message.slice(`${field}: `.length) : message;
}

/** What a wildcard means; `undefined` for another name. */
export function wildcardHint(domain: string): string | undefined {
  const [, parent] = /^\*\.(.+)$/.exec(domain.trim()) ?? [];
  return parent === undefined
    ? undefined
    : `Matches every name below ${parent} that has no entry of its own, and not ${parent} itself.`;
}
