import { basename } from "node:path";
import {
  type ExecuteOptions,
  type RuntimeApiClient,
  showSslCrtList,
  showSslCrtLists,
} from "@haproxy-mcp/runtime-api-client";
import { AcmeError } from "../errors.js";

/** The certificate folder as HAProxy knows it; in a container its path differs from ours. */
export interface CrtList {
  /** With no slash at its end. */
  readonly path: string;
  /** Files in it, as HAProxy names them. */
  readonly files: ReadonlySet<string>;
}

export interface CrtListChoice {
  /** Its path on this machine. */
  readonly certsDir: string;
  /** HAProxy's path for it, if it cannot be guessed. */
  readonly crtList?: string | undefined;
}

/**
 * Finds HAProxy's folder of the same name, and refuses to guess between two.
 *
 * @throws AcmeError `NOT_CONFIGURED`, RuntimeApiError
 */
export async function findCrtList(
  runtime: RuntimeApiClient,
  { certsDir, crtList }: CrtListChoice,
  options: ExecuteOptions,
): Promise<CrtList> {
  const lists = await runtime.execute(showSslCrtLists(), options);
  const wanted = crtList?.replace(/\/+$/, "");
  const found = lists.filter((list) =>
    wanted === undefined ? basename(list) === basename(certsDir) : list === wanted,
  );
  const [path] = found;
  if (path === undefined) {
    const which = wanted ?? `a folder ${basename(certsDir)}`;
    const there = lists.length === 0 ? "no certificate folder" : lists.join(", ");
    throw new AcmeError(
      "NOT_CONFIGURED",
      `HAProxy serves no certificates from ${which}; it has ${there}. Add "ssl crt ${certsDir}/" to a bind line, or set the folder that HAProxy uses`,
    );
  }
  if (found.length > 1) {
    throw new AcmeError(
      "NOT_CONFIGURED",
      `HAProxy has several certificate folders of that name: ${found.join(", ")}; set which one to use`,
    );
  }
  const entries = await runtime.execute(showSslCrtList(path), options);
  const foreign = entries.find(({ file }) => !file.startsWith(`${path}/`));
  if (foreign !== undefined) {
    throw new AcmeError("NOT_CONFIGURED", `${path} is a crt-list file, not a folder`);
  }
  return { path, files: new Set(entries.map(({ file }) => file)) };
}

/** Their names in the folder. */
export function filesIn({ path, files }: CrtList): readonly string[] {
  return [...files].map((file) => file.slice(path.length + 1));
}
