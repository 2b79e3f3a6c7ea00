import { formatEndpoint } from "./endpoint.js";
import type { ServerArgument, ToolCall } from "./tool-call.js";

/** The verb of each tool that the page calls, and the arguments that stand beside it, in their order. */
const VERBS: Readonly<Record<string, string>> = {
  add_domain: "domains add|domain servers",
  add_servers: "servers add|domain servers",
  delete_cert: "certs delete|domain",
  issue_cert: "certs issue|domain",
  remove_domain: "domains remove|domain",
  remove_server: "servers remove|domain slot",
  renew_all_certs: "certs renew --all|",
  renew_cert: "certs renew|domain",
  restore_state: "restore|",
  save_state: "save|",
  set_domain_state: "domains state|domain state",
  set_server_weight: "servers weight|domain slot weight",
  undo: "undo|change",
};

/** Options with a name of their own. */
const OPTIONS: Readonly<Record<string, string>> = { aliases: "alias", drain_timeout: "drain" };

/** The command line that does the same, for a POSIX shell. What no verb can say becomes `haproxy-mcp tool`. */
export function asCommand(call: ToolCall): string {
  const { tool, arguments: given, reason } = call;
  const words = verbWords(call) ?? ["tool", tool, JSON.stringify(given), ...option("reason", reason)];
  return ["haproxy-mcp", ...words].map(quote).join(" ");
}

function verbWords({ tool, arguments: all, reason }: ToolCall): string[] | undefined {
  const name = tool.replace(/^haproxy_/, "");
  const found = name === "set_server_state" ? `servers ${all["state"]}|domain slot` : VERBS[name];
  const servers = (all["servers"] ?? []) as readonly ServerArgument[];
  // on the command line, a server of a list is an address and a port
  if (servers.some(({ slot, weight }) => slot !== undefined || weight !== undefined)) return undefined;
  if (found === undefined) return undefined;
  const [verb = "", placed = ""] = found.split("|");
  const { servers: _, ...others } = all;
  const given: Readonly<Record<string, unknown>> = {
    ...others,
    servers: servers.map((server) => formatEndpoint(server.ip, server.http_port)),
  };
  const names = placed.split(" ");
  const positionals = names.flatMap((one) => given[one] ?? []).map(String);
  const left = Object.keys(others).filter(
    (one) => !names.includes(one) && !(one === "state" && name === "set_server_state"),
  );
  const options = [...left.flatMap((one) => option(one, all[one])), ...option("reason", reason)];
  const words = verb.split(" ");
  // a word that begins with a hyphen would be read as an option
  return positionals.some((word) => word.startsWith("-"))
    ? [...words, ...options, "--", ...positionals]
    : [...words, ...positionals, ...options];
}

function option(name: string, value: unknown): string[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value.flatMap((item) => option(name, item));
  const known = `--${OPTIONS[name] ?? name.replaceAll("_", "-")}`;
  if (value === true) return [known];
  if (value === false) return [known.replace("--", "--no-")];
  const text = name === "drain_timeout" ? `${value}s` : `${value}`;
  return text.startsWith("-") ? [`${known}=${text}`] : [known, text];
}

/** A word of a POSIX shell. */
function quote(word: string): string {
  return /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
