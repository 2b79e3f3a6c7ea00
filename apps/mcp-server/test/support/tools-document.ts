import { toolsOf } from "../../src/index.js";
import { TOOLSETS, type Toolset } from "../../src/settings/toolsets.js";
import { neededRole, type Tool } from "../../src/tools/define-tool.js";
import { ERROR_REMEDIES } from "../../src/tools/error-result.js";
import { meaningOf } from "./field-meanings.js";
import { markdownTable } from "./markdown-table.js";
import { fieldsOf } from "./schema-fields.js";
import { exampleOf } from "./tool-examples.js";
import { EVERYWHERE, REFUSALS } from "./tool-refusals.js";

const HEAD = `# Tools

<!-- Written by a test from the catalog: npx vitest run --config vitest.workspace.ts --project mcp-server tools-document --update -->

What an MCP client can call: arguments, results, errors and an example of every tool. The examples are results of the tools' tests.

- **Toolsets.** A client gets the tools of \`core\`; [\`MCP_TOOLSETS\`](settings.md) adds others. A tool is offered to callers whose [role](settings.md#roles) is enough for it.
- **Arguments** that are not in the table are refused, with the name that was probably meant. Numbers, lists and objects may also be sent as texts, as models do.
- **Changes** are checked, recorded in the history, made in HAProxy, read back and saved; one that fails is rolled back. With \`dry_run\` a tool changes nothing and returns
  its \`plan\`, and the role \`read\` is enough.
- **Results** are structured content and a text with the same facts. A field with \`?\` is absent where it does not apply; later versions may add fields.
- **Errors** have a code, in the text and in \`_meta.error.code\`, the argument at fault in \`_meta.error.field\`, the state that things are in, and what to do next:
  see [errors](#errors). Besides those that a tool lists, any may return ${[...EVERYWHERE].map((code) => `\`${code}\``).join(", ")}; one that changes something also
  \`LOCKED\`, \`UNWRITABLE\`, \`HISTORY_UNWRITABLE\`, \`NOT_APPLIED\` and \`OUTCOME_UNKNOWN\`.
`;

const TOOLSET_TEXTS: Readonly<Record<Toolset, string>> = {
  core: "the tools of every day",
  rollout: "whole moves in one call",
  history: "who changed what, and undo",
  transfer: "domains and servers as one document",
};

/** `docs/tools.md`. */
export function toolsDocument(): string {
  const lists = TOOLSETS.map((toolset) => {
    const rows = toolsOf([toolset]).map(({ name, title, role }) => [linkTo(name), title, role]);
    return `\n## Toolset ${toolset}\n\n\`${toolset}\`: ${TOOLSET_TEXTS[toolset]}.\n\n${markdownTable(["tool", "what it does", "role"], rows)}${toolsOf(
      [toolset],
    )
      .map((tool) => sectionOf(tool, toolset))
      .join("")}`;
  });
  return `${HEAD}${lists.join("")}${errorsSection()}`;
}

function sectionOf(tool: Tool, toolset: Toolset): string {
  const example = exampleOf(tool.name);
  const args = fieldsOf(tool.input, "input");
  const call = JSON.stringify({ name: tool.name, arguments: example.args }, null, 2);
  return [
    `\n### ${tool.name}\n`,
    `${tool.title}. Toolset \`${toolset}\`, role ${rolesOf(tool)}; ${natureOf(tool)}.\n`,
    `${linked(tool.description)}\n`,
    args.length === 0
      ? "No arguments.\n"
      : markdownTable(
          ["argument", "type", "default", "meaning"],
          args.map(({ path, type, fallback, meaning }) => [`\`${path}\``, type, fallback, linked(meaning)]),
        ),
    markdownTable(
      ["result", "type", "meaning"],
      fieldsOf(tool.output, "output").map(({ path, type, isOptional, meaning }) => [
        `\`${path}${isOptional ? "?" : ""}\``,
        type,
        linked(meaning || meaningOf(tool.name, path)),
      ]),
    ),
    ...(REFUSALS[tool.name] === undefined
      ? []
      : [`Errors: ${[...new Set(REFUSALS[tool.name])].map((code) => `\`${code}\``).join(", ")}.\n`]),
    `Example:\n\n\`\`\`json\n${call}\n\`\`\`\n`,
    `\`\`\`text\n${example.text}\n\`\`\`\n`,
    `\`\`\`json\n${example.data}\n\`\`\`\n`,
    `Refused:\n\n\`\`\`text\n${example.refusal}\n\`\`\`\n`,
  ].join("\n");
}

function rolesOf(tool: Tool): string {
  const more = Object.keys(tool.input.shape).flatMap((argument) => {
    const needed = neededRole(tool, { [argument]: true });
    return needed === tool.role ? [] : `\`${needed}\` with \`${argument}\``;
  });
  return [`\`${tool.role}\``, ...more].join(", ");
}

function natureOf({ annotations }: Tool): string {
  const { readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = annotations;
  return [
    readOnlyHint
      ? "changes nothing"
      : destructiveHint
        ? "may destroy something"
        : "changes something, destroys nothing",
    ...(readOnlyHint
      ? []
      : [idempotentHint ? "a repeated call changes nothing more" : "a repeated call is another change"]),
    ...(openWorldHint ? ["talks to other services"] : []),
  ].join("; ");
}

function errorsSection(): string {
  const families = Object.entries(ERROR_REMEDIES).map(([family, remedies]) => {
    const rows = Object.entries(remedies).map(([code, remedy]) => [`\`${code}\``, linked(remedy)]);
    return `\n### Errors of ${family}\n\n${markdownTable(["code", "state, and what to do"], rows)}`;
  });
  return `\n## Errors\n\nThe text of an error begins with its code, says what failed, and ends as below. \`INTERNAL\` is a bug: the server's log has the details under its id.\n${families.join("")}`;
}

function linked(text: string): string {
  return text
    .replace(/[*<|]/g, "\\$&")
    .replace(/\bhaproxy_[a-z_]+/g, (name) =>
      toolsOf(TOOLSETS).some((tool) => tool.name === name) ? linkTo(name) : name,
    );
}

function linkTo(tool: string): string {
  return `[\`${tool}\`](#${tool})`;
}
