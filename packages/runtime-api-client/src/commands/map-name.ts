import { RuntimeApiError } from "../errors.js";

/** A map's file name. @throws RuntimeApiError `UNSAFE_ARGUMENT` for one that HAProxy would read as a version */
export function mapName(file: string): string {
  if (!file.startsWith("@")) return file;
  throw new RuntimeApiError("UNSAFE_ARGUMENT", `not usable as the name of a map: ${JSON.stringify(file)}`);
}
