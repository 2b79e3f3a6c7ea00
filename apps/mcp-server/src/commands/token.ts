import { FileError, messageOf } from "@haproxy-mcp/durable-files";
import { localCaller, ROLES, type Role } from "../access/caller.js";
import { DEFAULT_TOKEN, readDefaultToken } from "../access/default-token.js";
import { NO_MAP } from "../access/keep-tokens.js";
import { hasExpired } from "../access/token-records.js";
import type { ServedTokens, Tokens } from "../access/tokens.js";
import type { Entry } from "../history/history.js";
import { HistoryError } from "../history/history-error.js";
import { workAsService } from "../init/service-account.js";
import { countOf } from "../program/count-of.js";
import { createLog } from "../program/log.js";
import { UsageError } from "../program/usage-error.js";
import { UserError } from "../program/user-error.js";
import { createServices } from "../services.js";
import { loadMachineConfig } from "../settings/settings-file.js";
import { type Call, defineVerb } from "./verb.js";

const LAST_HOUR = 87_600;
const NEVER = "never";

export const tokenNew = defineVerb({
  name: "token new",
  summary: "make a bearer token for a client outside the trusted networks, and print it for the only time",
  positionals: [{ name: "NAME" }],
  options: {
    role: {
      type: "string",
      value: "ROLE",
      default: "read",
      summary: `what it may do: ${ROLES.join(", ")}`,
    },
    expires: {
      type: "string",
      value: "TIME",
      default: "90d",
      summary: "how long it is valid: 12h, 90d, or never",
    },
  },
  /** The token alone goes to standard output, so that a script can take it. */
  async run(call) {
    const {
      options,
      positionals: [name = ""],
      signal,
    } = call;
    const role = roleOf(options.role);
    const expires = endOf(options.expires);
    const { tokens, isRouted, record } = await tokensOf(call);
    const input = { name, role, expires: expires ?? NEVER };
    const { token, served } = await record("token new", input, async (entry) => {
      const made = await tokens.add(name, { role, expires }, { intend: entry.begin, signal });
      entry.describe(isRouted ? notServed(made.served) : []);
      return made;
    });
    process.stderr.write(
      `Made the token ${name} with the role ${role}, valid ${untilOf(expires)}. It is shown only now:\n`,
    );
    process.stdout.write(`${token}\n`);
    if (isRouted) note(served, "HAProxy and this server accept it now.");
    return 0;
  },
});

export const tokenList = defineVerb({
  name: "token list",
  summary: "list the bearer tokens: names, roles and ends",
  options: {},
  async run(call) {
    const { tokens, tokenFile } = await tokensOf(call);
    const found = await readDefaultToken(tokenFile);
    const rows =
      found === undefined ? [] : [`${DEFAULT_TOKEN}  admin  in ${tokenFile}  ${untilOf(undefined)}\n`];
    for (const [name, record] of await tokens.list().catch(explained)) {
      const { role, created, expires } = record;
      const end = hasExpired(record, Date.now()) ? `expired ${expires}` : untilOf(expires);
      rows.push(`${name}  ${role}  made ${created}  ${end}\n`);
    }
    process.stdout.write(rows.join("") || "There is no token. To make one, use token new.\n");
    return 0;
  },
});

export const tokenRevoke = defineVerb({
  name: "token revoke",
  summary: "delete a bearer token: HAProxy and this server refuse it at once",
  positionals: [{ name: "NAME" }],
  options: {},
  /** Exits with 1 if HAProxy may still let it through to the server, which refuses it. */
  async run(call) {
    const {
      positionals: [name = ""],
      signal,
    } = call;
    const { tokens, isRouted, record } = await tokensOf(call);
    const served = await record("token revoke", { name }, async (entry) => {
      const left = await tokens.remove(name, { intend: entry.begin, signal });
      entry.describe(isRouted ? notServed(left) : []);
      return left;
    });
    process.stdout.write(`Revoked the token ${name}.\n`);
    if (isRouted) note(served, "HAProxy and this server refuse it now.");
    return isRouted && served instanceof Error ? 1 : 0;
  },
});

interface OpenTokens {
  readonly tokens: Tokens;
  /** With the token `default`. */
  readonly tokenFile: string;
  readonly isRouted: boolean;
  /** Records a change, as done by the user of the command line. */
  record<Result>(
    operation: string,
    input: Readonly<Record<string, unknown>>,
    work: (entry: Entry) => Promise<Result>,
  ): Promise<Result>;
}

async function tokensOf({ environment }: Pick<Call, "environment">): Promise<OpenTokens> {
  const caller = localCaller("command line");
  const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
  await workAsService(config);
  const { tokens, history } = createServices(config, createLog(config.logLevel));
  return {
    tokens,
    tokenFile: config.mcp.tokenFile,
    isRouted: config.mcp.allowedHosts.length > 0,
    record: (operation, input, work) => history.record({ caller, operation, input }, work).catch(explained),
  };
}

/** Why HAProxy may accept other tokens than the files have. */
function notServed(served: ServedTokens): readonly string[] {
  if (served === "served") return [];
  return [served === "no map" ? NO_MAP : `HAProxy could not be changed: ${messageOf(served)}`];
}

function note(served: ServedTokens, done: string): void {
  const [why] = notServed(served);
  const next =
    served instanceof Error
      ? "The server tries again while it runs; HAProxy also reads its map when it starts"
      : "To add the map, run haproxy-mcp init --write, then reload HAProxy";
  process.stderr.write(why === undefined ? `${done}\n` : `The server follows. ${why}. ${next}.\n`);
}

function roleOf(text: string): Role {
  const role = ROLES.find((one) => one === text);
  if (role !== undefined) return role;
  throw new UsageError(`--role is ${JSON.stringify(text)}; it must be ${ROLES.join(", ")}`);
}

/** `undefined` for one that has none. */
function endOf(text: string): string | undefined {
  if (text === NEVER) return undefined;
  const [, digits = "", unit] = /^(\d{1,5})([dh])$/.exec(text) ?? [];
  const hours = Number(digits) * (unit === "d" ? 24 : 1);
  if (digits !== "" && hours >= 1 && hours <= LAST_HOUR)
    return new Date(Date.now() + hours * 3_600_000).toISOString();
  throw new UserError(
    `--expires is ${JSON.stringify(text)}; it must be hours or days such as 12h or 90d, at most ${countOf(LAST_HOUR / 24, "day")}, or never`,
  );
}

function untilOf(expires: string | undefined): string {
  return expires === undefined ? "without an end" : `until ${expires}`;
}

function explained(error: unknown): never {
  if (!FileError.isInstance(error) && !(error instanceof HistoryError)) throw error;
  const state = error.code === "OUTCOME_UNKNOWN" ? "token list shows the tokens" : "Nothing was changed";
  throw new UserError(`${error.code}: ${error.message}. ${state}.`);
}
