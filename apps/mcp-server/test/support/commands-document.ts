import { EXIT } from "../../src/commands/exit-codes.js";
import { describeVerb, type Verb } from "../../src/commands/verb.js";

const CODES: Readonly<Record<keyof typeof EXIT, string>> = {
  done: "done",
  refused: "refused, or failed and rolled back: nothing was changed",
  usage: "the command line or a value in it is wrong: nothing was done",
  notFound: "the domain, slot, certificate, token or change does not exist",
  unreachable: "HAProxy, or the remote haproxy-mcp, does not respond: nothing was changed",
  degraded: "differences were found or are left, or something is degraded",
  unknown: "the outcome is unknown: look before you try again",
  notAllowed: "the role of the caller does not allow it: nothing was changed",
};

/** What every command has in common, before the help of each. */
const HEAD = `# The command line

<!-- Written by a test from the commands themselves: \`npx vitest run --config vitest.workspace.ts --project mcp-server commands-document --update\`. -->

\`haproxy-mcp\` does on the command line what MCP clients do with its tools, through the same operations: the same checks, the same history, the same undo.
Without \`--url\` it works on the files and the HAProxy of this machine; with \`--url\` (or \`HAPROXY_MCP_URL\`) and \`HAPROXY_MCP_TOKEN\` on a remote server.

- **Results.** In a terminal, tables fit its width and states have a shape and a colour (\`NO_COLOR\` turns it off); elsewhere nothing is cut. \`--output json\` prints the
  structured result, \`--output name\` names alone, one a line; \`--fields\` picks columns, \`--wide\` shows all, \`--quiet\` leaves only the exit code.
- **Changes.** \`--dry-run\` shows the plan and changes nothing; \`init\`, \`adopt\` and \`config\` change nothing without \`--write\`. \`--reason\` goes into the history. What destroys
  something asks first; where there is no terminal it needs \`--yes\`. Ctrl-C cancels a change, which is then rolled back, and the exit code says so.
- **Completion.** \`source <(haproxy-mcp completion bash)\` completes commands, options, and the domains, slots, certificates, changes and tokens that exist now.

| exit code | means |
| --------- | ----- |
`;

/** `docs/commands.md`. */
export function commandsDocument(verbs: readonly Verb[]): string {
  const codes = Object.entries(EXIT).map(
    ([name, code]) => `| ${code} | ${CODES[name as keyof typeof EXIT]} |\n`,
  );
  const list = verbs.map(({ name, summary }) => `- [\`${name}\`](#${anchorOf(name)}): ${summary}\n`);
  const sections = verbs.map(
    (verb) => `\n## haproxy-mcp ${verb.name}\n\n\`\`\`text\n${describeVerb(verb)}\`\`\`\n`,
  );
  return `${HEAD}${codes.join("")}\n${list.join("")}${sections.join("")}`;
}

/** As GitHub makes it of a heading. */
function anchorOf(name: string): string {
  return `haproxy-mcp-${name.replaceAll(" ", "-")}`;
}
