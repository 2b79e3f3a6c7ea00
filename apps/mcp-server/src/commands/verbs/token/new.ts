import { ROLES, type Role } from "../../../access/role.js";
import { countOf } from "../../../program/count-of.js";
import { UsageError } from "../../../program/usage-error.js";
import { EXIT } from "../../exit-codes.js";
import { writeText } from "../../output/wrap-text.js";
import { defineVerb } from "../../verb.js";
import { note, notServed, openTokens } from "./open-tokens.js";

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
      values: ROLES,
      summary: `what it may do: ${ROLES.join(", ")}`,
    },
    expires: {
      type: "string",
      value: "TIME",
      default: "90d",
      summary: "how long it is valid: 12h, 90d, or never",
    },
    "dry-run": { type: "boolean", summary: "only check whether it could be made" },
    reason: { type: "string", value: "TEXT", summary: "why, for the history" },
    output: {
      type: "string",
      value: "FORM",
      default: "table",
      values: ["table", "json"],
      summary: "table: the token alone; or json, with its name, role and end",
    },
  },
  examples: ["token new claude --role operate --expires 90d", "token new claude --dry-run"],
  /** The token alone goes to standard output, so that a script can take it. */
  async run(call) {
    const {
      options: { output, "dry-run": isDryRun = false, reason, ...options },
      positionals: [name = ""],
      signal,
    } = call;
    const role = roleOf(options.role);
    const expires = endOf(options.expires);
    const isJson = isJsonForm(output);
    const { tokens, isRouted, record } = await openTokens(call, reason);
    const what = `the token ${name} with the role ${role}, valid ${untilOf(expires)}`;
    if (isDryRun) {
      await tokens.check("add", name);
      writeText(process.stdout, `Dry run: nothing was changed. It would make ${what}.\n`);
      return EXIT.done;
    }
    const input = { name, role, expires: expires ?? NEVER };
    const { token, served } = await record("token new", input, async (entry) => {
      const made = await tokens.add(name, { role, expires }, { intend: entry.begin, signal });
      entry.describe(isRouted ? notServed(made.served) : []);
      return made;
    });
    writeText(process.stderr, `Made ${what}. It is shown only now:\n`);
    process.stdout.write(
      isJson ? `${JSON.stringify({ name, role, expires, token }, undefined, 2)}\n` : `${token}\n`,
    );
    if (isRouted) note(served, "HAProxy and this server accept it now.");
    return EXIT.done;
  },
});

function isJsonForm(text: string): boolean {
  if (text === "json" || text === "table") return text === "json";
  throw new UsageError(`--output is ${JSON.stringify(text)}; it must be table or json. Nothing was changed.`);
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
  throw new UsageError(
    `--expires is ${JSON.stringify(text)}; it must be hours or days such as 12h or 90d, at most ${countOf(LAST_HOUR / 24, "day")}, or never`,
  );
}

function untilOf(expires: string | undefined): string {
  return expires === undefined ? "without an end" : `until ${expires}`;
}
