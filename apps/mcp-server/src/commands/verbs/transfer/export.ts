import { closeSync, existsSync, fsyncSync, ftruncateSync, openSync, rmSync, writeFileSync } from "node:fs";
import { messageOf } from "@haproxy-mcp/durable-files";
import { UsageError } from "../../../program/usage-error.js";
import { exportState } from "../../../tools/catalog/transfer/export.js";
import { openCaller } from "../../callers/open-caller.js";
import { EXIT } from "../../exit-codes.js";
import { createProgressLine } from "../../output/progress-line.js";
import { writeText } from "../../output/wrap-text.js";
import { defineToolVerb } from "../../tool-verb.js";
import type { Call } from "../../verb.js";

/** It may have certificates with their keys. */
const OWNER_ONLY = 0o600;

const made = defineToolVerb({
  name: "export",
  tool: exportState,
  summary: "write domains, servers, states and token names as one JSON document",
  examples: ["export -o domains.json", "export --url https://mcp.example.com/mcp"],
});
const { url, token, quiet } = made.options;

export const exportVerb = {
  ...made,
  options: {
    file: {
      type: "string",
      value: "FILE",
      short: "o",
      summary: "write it there, readable by its owner only (default: standard output)",
    },
    ...(quiet && { quiet }),
    ...(url && { url }),
    ...(token && { token }),
  },
  run: runExport,
} as const;

async function runExport({ options: given, environment, signal }: Call): Promise<number> {
  const options = given as Readonly<Record<string, string | boolean | undefined>>;
  const text = (name: string) => options[name] as string | undefined;
  const isQuiet = options["quiet"] === true;
  const target = openTarget(text("file"));
  const progress = createProgressLine(process.stderr, isQuiet);
  try {
    await using caller = await openCaller({ environment, url: text("url"), token: text("token") });
    const output = await caller.call(exportState, {}, { signal, progress: progress.show });
    progress.end();
    target.write(`${JSON.stringify(output["document"], undefined, 2)}\n`);
    const [counts = "", ...others] = exportState
      .summarise(output as never)
      .split("\n")
      .slice(0, -1);
    const shown = text("file") === undefined ? others : [`${counts} in ${text("file")}`, ...others];
    if (!isQuiet) writeText(process.stderr, shown.map((line) => `${line}\n`).join(""));
    return (output["problems"] as readonly string[]).length > 0 ? EXIT.degraded : EXIT.done;
  } finally {
    progress.end();
    target.end();
  }
}

interface Target {
  write(text: string): void;
  /** Without a text, no new file stays. */
  end(): void;
}

/** Opened before anything is read: root may work as the service then, which can't write everywhere. */
function openTarget(path: string | undefined): Target {
  if (path === undefined) return { write: (text) => void process.stdout.write(text), end: () => {} };
  try {
    const isNew = !existsSync(path);
    const file = openSync(path, "a", OWNER_ONLY);
    let isWritten = false;
    return {
      write(text) {
        isWritten = true;
        ftruncateSync(file);
        writeFileSync(file, text);
        fsyncSync(file);
      },
      end() {
        closeSync(file);
        if (isNew && !isWritten) rmSync(path, { force: true });
      },
    };
  } catch (error) {
    throw new UsageError(`cannot write ${path}: ${messageOf(error)}. Nothing was written.`);
  }
}
