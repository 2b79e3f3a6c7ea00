import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/acme-manager";
import { createDefaultCertificate } from "@haproxy-mcp/haproxy-host";
import { exists } from "../program/exists.js";
import { UserError } from "../program/user-error.js";

/** HAProxy binds `<path>.<pid>.tmp` first, and a UNIX socket's path has at most 107 bytes (unix(7)). */
const MAX_SOCKET_PATH_BYTES = 90;

/** All files of `haproxy-mcp up`, in one folder. */
export interface DataFolder {
  readonly path: string;
  readonly configFile: string;
  readonly mapFile: string;
  readonly challengeMapFile: string;
  readonly serversFile: string;
  readonly stateFile: string;
  readonly certsDir: string;
  readonly runtimeSocket: string;
  /** A socket that is listened on while the folder is in use. */
  readonly claimSocket: string;
  /** No change was made yet: the first one writes `servers.json`. */
  readonly isNew: boolean;
}

/**
 * Creates the folder with access for its owner only, and the files that HAProxy needs to start. Its parent must exist.
 *
 * @throws UserError if the folder cannot be used
 */
export async function prepareDataFolder(path: string): Promise<DataFolder> {
  const folder = resolve(path);
  const inFolder = (name: string) => join(folder, name);
  const mapFile = inFolder("domains.map");
  const challengeMapFile = inFolder("acme.map");
  const serversFile = inFolder("servers.json");
  const runtimeSocket = inFolder("haproxy.sock");
  const certsDir = inFolder("certs");
  const certificate = join(certsDir, DEFAULT_CERTIFICATE_FILE);
  if (Buffer.byteLength(runtimeSocket) > MAX_SOCKET_PATH_BYTES) {
    throw new UserError(`the path of the data folder ${folder} is too long for a UNIX socket in it`);
  }
  try {
    await mkdir(folder).catch(unlessExists);
    await chmod(folder, 0o700);
    for (const map of [mapFile, challengeMapFile])
      if (!(await exists(map))) await writeFile(map, "", { flag: "wx" });
    await mkdir(certsDir, { mode: 0o700 }).catch(unlessExists);
    if (!(await exists(certificate)))
      await writeFile(certificate, createDefaultCertificate(), { flag: "wx", mode: 0o600 });
    return {
      path: folder,
      configFile: inFolder("haproxy.cfg"),
      mapFile,
      challengeMapFile,
      serversFile,
      stateFile: inFolder("servers.state"),
      certsDir,
      runtimeSocket,
      claimSocket: inFolder("in-use.sock"),
      isNew: !(await exists(serversFile)),
    };
  } catch (error) {
    throw new UserError(`the data folder ${folder} cannot be used: ${(error as Error).message}`);
  }
}

function unlessExists(error: NodeJS.ErrnoException): void {
  if (error.code !== "EEXIST") throw error;
}
