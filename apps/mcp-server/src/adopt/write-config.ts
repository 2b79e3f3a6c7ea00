import {
  createReplacement,
  messageOf,
  nodeFileSystem,
  type ReplacementStep,
  readFile,
  resolveFile,
} from "@haproxy-mcp/durable-files";
import type { ConfigFile } from "@haproxy-mcp/haproxy-host";
import { encodingOf, MAX_CONFIG_BYTES } from "../haproxy/config-files.js";
import { UserError } from "../program/user-error.js";
import type { Adoption } from "./read-adoption.js";

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
    const found = await readFile(place, { maxBytes: MAX_CONFIG_BYTES });
    const encoding = encodingOf(found?.content ?? Buffer.of());
    if (found?.content.toString(encoding) !== text)
      throw new UserError(`${place} was changed meanwhile; nothing was written. Try again.`);
    const step = {
      file: place,
      before: found.content,
      after: Buffer.from(after, encoding),
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
