import { basename, dirname, join } from "node:path";
import { messageOf, nodeFileSystem, readFile } from "@haproxy-mcp/durable-files";
import {
  type CheckOptions,
  type CheckResult,
  type ConfigFile,
  describeProblem,
} from "@haproxy-mcp/haproxy-host";
import { encodingOf, MAX_CONFIG_BYTES } from "../haproxy/config-files.js";
import { UserError } from "../program/user-error.js";
import type { Adoption } from "./read-adoption.js";

/** HAProxy skips files whose names begin with a dot in a folder of its configuration. */
const copyOf = (place: string) => join(dirname(place), `.${basename(place)}.adopt-check`);

/**
 * Has HAProxy check changed files before they are in place: copies beside the originals, for it may look for other files from there, and see
 * no other folder.
 *
 * @throws UserError if HAProxy rejects them, or they can't be written there; HostError of the check
 */
export async function checkFiles(
  { files, placeOf }: Pick<Adoption, "files" | "placeOf">,
  changed: readonly ConfigFile[],
  check: (options: CheckOptions) => Promise<CheckResult>,
  signal: AbortSignal,
): Promise<void> {
  const copies: string[] = [];
  const checked = files.map(({ file, text }, at) => {
    const place = placeOf(file);
    const after = changed[at]?.text ?? text;
    return { place, after, path: after === text ? place : copyOf(place) };
  });
  try {
    for (const { place, after, path } of checked) {
      if (path === place) continue;
      copies.push(path);
      await writeCopy(place, path, after).catch((cause) => {
        throw new UserError(
          `the patched configuration can't be checked: ${messageOf(cause)}; nothing was changed. Correct that, or try again as root.`,
        );
      });
    }
    const { ok, problems } = await check({ files: checked.map(({ path }) => path), signal });
    if (ok) return;
    const alerts = problems.filter(({ severity }) => severity === "alert");
    const located = alerts.filter(({ line }) => line !== undefined); // the others only count them
    const texts = (located.length > 0 ? located : alerts).map(describeProblem).join("\n");
    const said = checked.reduce((text, { place, path }) => text.replaceAll(path, place), texts);
    throw new UserError(
      `HAProxy rejects the patched configuration:\n${said}\nNothing was changed. Correct what HAProxy names, and try again.`,
    );
  } finally {
    await Promise.allSettled(copies.map((path) => nodeFileSystem.remove(path)));
  }
}

/** With the owner and mode of the original: HAProxy may run as another user. */
async function writeCopy(place: string, path: string, text: string): Promise<void> {
  const found = await readFile(place, { maxBytes: MAX_CONFIG_BYTES });
  if (found === undefined) throw new Error(`${place} is missing`);
  await nodeFileSystem.remove(path); // of a check that was killed
  await nodeFileSystem.create(path, Buffer.from(text, encodingOf(found.content)), found.attributes);
}
