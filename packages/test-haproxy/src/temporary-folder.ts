import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that its disposal deletes, with all that is in it. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
}

/** A folder only for its owner, with a path short enough for UNIX sockets; removed when disposed of. */
export async function temporaryFolder(prefix = "haproxy-test-"): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), prefix));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
