import type { ConfigFile } from "@haproxy-mcp/haproxy-host";
import { createTwoFilesPatch } from "diff";
import type { Adoption } from "./read-adoption.js";

/** As `patch -p0` takes it; empty if nothing changes. */
export function describePatch(
  { files, placeOf }: Pick<Adoption, "files" | "placeOf">,
  changed: readonly ConfigFile[],
): string {
  return files
    .map(({ file, text }, at) => {
      const after = changed[at]?.text ?? text;
      const place = placeOf(file);
      return after === text ? "" : createTwoFilesPatch(place, place, text, after, "", "", { context: 1 });
    })
    .join("");
}

/** All pools are alike but for their number: the first and the last stand for them. */
export function withoutPoolsBetween(patch: string): string {
  return patch.replace(
    /(\+backend pool_1 .*\n\+.*\n\+\n)((?:\+backend pool_\d+ .*\n\+.*\n\+\n)+)(?=\+backend pool_(\d+) )/,
    (_all, first: string, between: string, last: string) =>
      `${first}  … and ${between.split("+backend").length - 1} more like it, up to pool_${last}; --wide shows them\n`,
  );
}

/** Where the files are that differ. */
export function changedFiles(
  { files, placeOf }: Pick<Adoption, "files" | "placeOf">,
  changed: readonly ConfigFile[],
): readonly string[] {
  return files.filter(({ text }, at) => changed[at]?.text !== text).map(({ file }) => placeOf(file));
}
