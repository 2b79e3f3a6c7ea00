import { formatEndpoint } from "./endpoint.js";
import type { ServerArgument, ToolCall } from "./tool-call.js";

type Arguments = ToolCall["arguments"];

const STATES: Readonly<Record<string, (what: string) => string>> = {
  ready: (what) => `Put ${what} into service`,
  drain: (what) => `Drain ${what}: it finishes its open sessions and gets no new ones`,
  maint: (what) => `Put ${what} into maintenance at once`,
};

/** What each tool that the page calls does, as a request to an agent. */
const SENTENCES: Readonly<Record<string, (given: Arguments) => string>> = {
  add_domain: ({ domain, servers, aliases }) =>
    `Add the domain ${domain}${also(aliases)} with ${listed(servers) || "no servers yet"}`,
  add_servers: ({ domain, servers }) => `Add ${listed(servers)} to ${domain}`,
  delete_cert: ({ domain }) => `Delete the certificate ${domain}`,
  issue_cert: ({ domain, san }) =>
    `Issue a certificate for ${joined([`${domain}`, ...((san ?? []) as readonly string[])])}`,
  remove_domain: ({ domain }) => `Remove the domain ${domain}`,
  remove_server: ({ domain, slot }) => `Remove ${server(slot)} from ${domain}`,
  renew_all_certs: () => "Renew the certificates that are due",
  renew_cert: ({ domain, force }) =>
    `Renew the certificate ${domain}${force === true ? " even if it is not due" : ""}`,
  restore_state: () => "Make the running HAProxy match the recorded state",
  save_state: () => "Accept what HAProxy runs now as the recorded state",
  set_domain_state: ({ domain, state }) => STATES[`${state}`]?.(`every server of ${domain}`) ?? "",
  set_server_state: ({ domain, slot, state }) => STATES[`${state}`]?.(`${server(slot)} of ${domain}`) ?? "",
  set_server_weight: ({ domain, slot, weight }) =>
    `Set the weight of ${server(slot)} of ${domain} to ${weight}`,
  undo: ({ change }) => `Undo the change ${change}`,
};

/** A prompt that has an agent do the same. It names the tool and its exact arguments: names alone could be read in two ways. */
export function asPrompt({ tool, arguments: given, reason }: ToolCall): string {
  const name = tool.replace(/^haproxy_/, "");
  const what = SENTENCES[name]?.(given) || `Call ${tool}`;
  return [
    `${what}.`,
    `Use ${tool} of haproxy-mcp with exactly these arguments: ${JSON.stringify(given)}.`,
    ...(!reason ? [] : [`Give this reason for the history: ${JSON.stringify(reason)}.`]),
    "First call it with dry_run: true, show me the plan, and wait until I confirm it.",
  ].join(" ");
}

function server(slot: unknown): string {
  return `the server in slot ${slot}`;
}

function listed(servers: unknown): string {
  const endpoints = ((servers ?? []) as readonly ServerArgument[]).map(({ ip, http_port, weight }) => {
    const endpoint = formatEndpoint(ip, http_port);
    return weight === undefined ? endpoint : `${endpoint} (weight ${weight})`;
  });
  return endpoints.length === 0 ? "" : `the server${endpoints.length > 1 ? "s" : ""} ${joined(endpoints)}`;
}

function also(names: unknown): string {
  const list = (names ?? []) as readonly string[];
  return list.length === 0 ? "" : ` (also known as ${joined(list)})`;
}

/** `a`, `a and b`, `a, b and c` */
function joined(texts: readonly string[]): string {
  return texts.length < 2 ? `${texts[0] ?? ""}` : `${texts.slice(0, -1).join(", ")} and ${texts.at(-1)}`;
}
