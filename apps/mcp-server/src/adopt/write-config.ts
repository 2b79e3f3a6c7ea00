import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createReplacement,
  messageOf,
  nodeFileSystem,
  type ReplacementStep,
  readFile,
  resolveFile,
} from "@haproxy-mcp/durable-files";
import { type ConfigFile, checkConfigFile, describeProblem } from "@haproxy-mcp/haproxy-host";
import { UserError } from "../program/user-error.js";
import type { Adoption } from "./read-adoption.js";

const MAX_BYTES = 16 * 1_048_576;

/** @throws UserError if HAProxy rejects the files, which are in no place yet; HostError of the check */
export async function checkFiles(
  files: readonly ConfigFile[],
  binary: string,
  signal: AbortSignal,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "haproxy-mcp-adopt-"));
  try {
    for (const { file, text } of files) await writeFile(join(folder, file), text, { mode: 0o600 });
    // of a folder, HAProxy loads only files *.cfg
    const [first] = files;
    const path = files.length === 1 && first !== undefined ? join(folder, first.file) : folder;
    const { ok, problems } = await checkConfigFile(binary, path, { signal });
    if (ok) return;
    const alerts = problems.filter(({ severity }) => severity === "alert").map(describeProblem);
    const said = alerts.map((alert) => alert.replaceAll(`${folder}/`, "")).join("\n");
    throw new UserError(
      `HAProxy rejects the patched configuration:\n${said}\nNothing was changed. Correct what HAProxy names, and try again.`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Writes the files that differ, each keeping its owner and mode; the old ones are kept beside them, unless they have our blocks already.
 *
 * @returns what puts the old files back
 * @throws UserError with the old files in place
 */
export async function writeFiles(
  { files, unpatched, placeOf }: Adoption,
  changed: readonly ConfigFile[],
): Promise<() => Promise<void>> {
  const steps: ReplacementStep[] = [];
  const kept: ReplacementStep[] = [];
  for (const [at, { file, text }] of files.entries()) {
    const after = changed[at]?.text ?? text;
    if (after === text) continue;
    const place = await resolveFile(placeOf(file), nodeFileSystem);
    const found = await readFile(place, { maxBytes: MAX_BYTES });
    if (found?.content.toString() !== text)
      throw new UserError(`${place} was changed meanwhile; nothing was written. Try again.`);
    const step = {
      file: place,
      before: found.content,
      after: Buffer.from(after),
      attributes: found.attributes,
    };
    steps.push(step);
    if (unpatched[at]?.text === text)
      kept.push({ ...step, file: backupOf(place), before: undefined, after: found.content });
  }
  await put([...kept, ...steps]);
  return () => put(steps.map((step) => ({ ...step, before: step.after, after: step.before ?? step.after })));
}

function backupOf(place: string): string {
  return `${place}.before-adopt`;
}

/** @throws UserError that says whether anything was written */
async function put(steps: readonly ReplacementStep[]): Promise<void> {
  await using replacement = createReplacement(nodeFileSystem);
  const failed = (state: string) => (error: unknown) => {
    throw new UserError(`the configuration can't be written: ${messageOf(error)}; ${state}`);
  };
  await replacement.stage(steps).catch(failed("nothing was changed. Correct that, and try again."));
  await replacement
    .commit()
    .catch(
      failed(`some files may be written. Compare each with the old one, whose name ends in ${backupOf("")}.`),
    );
}
