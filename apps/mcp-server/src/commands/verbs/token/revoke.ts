import { confirmed } from "../../confirm.js";
import { EXIT } from "../../exit-codes.js";
import { writeText } from "../../output/wrap-text.js";
import { defineVerb } from "../../verb.js";
import { note, notServed, openTokens } from "./open-tokens.js";

export const tokenRevoke = defineVerb({
  name: "token revoke",
  summary: "delete a bearer token: HAProxy and this server refuse it at once",
  positionals: [{ name: "NAME", values: "tokens" }],
  options: {
    "dry-run": { type: "boolean", summary: "only check whether it could be revoked" },
    reason: { type: "string", value: "TEXT", summary: "why, for the history" },
    yes: { type: "boolean", summary: "do not ask before it is deleted" },
  },
  examples: ["token revoke claude --dry-run", "token revoke claude --yes --reason left"],
  /** Exits with 5 if HAProxy may still let it through to the server, which refuses it. */
  async run(call) {
    const {
      options: { "dry-run": isDryRun = false, reason, yes = false },
      positionals: [name = ""],
      signal,
    } = call;
    const { tokens, isRouted, record } = await openTokens(call, reason);
    await tokens.check("remove", name);
    if (isDryRun) {
      writeText(process.stdout, `Dry run: nothing was changed. It would revoke the token ${name}.\n`);
      return EXIT.done;
    }
    if (!yes && !(await confirmed(`Revoke the token ${name}? It can't be brought back.`, process, signal)))
      return EXIT.refused;
    const served = await record("token revoke", { name }, async (entry) => {
      const left = await tokens.remove(name, { intend: entry.begin, signal });
      entry.describe(isRouted ? notServed(left) : []);
      return left;
    });
    writeText(process.stdout, `Revoked the token ${name}.\n`);
    if (isRouted) note(served, "HAProxy and this server refuse it now.");
    return isRouted && served instanceof Error ? EXIT.degraded : EXIT.done;
  },
});
