import { basename } from "node:path";
import {
  type ExecuteOptions,
  type RuntimeApiClient,
  showSslCrtList,
  showSslCrtLists,
} from "@haproxy-mcp/runtime-api-client";
import { AcmeError } from "../errors.js";

/** The folder of certificates as HAProxy knows it; in a container that is another path than ours. */
export interface CrtList {
  /** With no slash at its end. */
  readonly path: string;
  /** Files in it, as HAProxy names them. */
  readonly files: ReadonlySet<string>;
}

export interface CrtListChoice {
  /** As this machine sees it. */
  readonly certsDir: string;
  /** What HAProxy calls it, where that cannot be guessed. */
  readonly crtList?: string | undefined;
}

/**
 * Asks HAProxy for the folder whose name is that of ours, and refuses to guess between two.
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
    const there = lists.length === 0 ? "no folder of certificates" : lists.join(", ");
    throw new AcmeError(
      "NOT_CONFIGURED",
      `HAProxy serves no certificates from ${which}, but has ${there}; a bind line needs "ssl crt ${certsDir}/", or the settings have to name another`,
    );
  }
  if (found.length > 1) {
    throw new AcmeError(
      "NOT_CONFIGURED",
      `HAProxy has several folders of certificates of that name: ${found.join(", ")}; the settings have to say which is ours`,
    );
  }
  const entries = await runtime.execute(showSslCrtList(path), options);
  const foreign = entries.find(({ file }) => !file.startsWith(`${path}/`));
  if (foreign !== undefined) {
    throw new AcmeError("NOT_CONFIGURED", `${path} is a list of certificates in a file, and not a folder`);
  }
  return { path, files: new Set(entries.map(({ file }) => file)) };
}
