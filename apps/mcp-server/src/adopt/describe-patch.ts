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

/** Where the files are that differ. */
export function changedFiles(
  { files, placeOf }: Pick<Adoption, "files" | "placeOf">,
  changed: readonly ConfigFile[],
): readonly string[] {
  return files.filter(({ text }, at) => changed[at]?.text !== text).map(({ file }) => placeOf(file));
}
