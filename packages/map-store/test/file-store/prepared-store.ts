import { type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { adding } from "../../src/contract/harness.js";
import type { ExclusiveStateStore, Render } from "../../src/index.js";
import { looseLocker } from "../faulty-file-system.js";
import { JOURNAL, lateClock, type TempStore, tempStore } from "../temp-store.js";

const render: Render = ({ state }) => {
  const served = [...state.pools.values()].filter(({ servers }) => servers.size > 0);
  return `${served.flatMap(({ names }) => [...names])}\n`;
};

export interface PreparedStore {
  readonly temp: TempStore;
  /** Another store over the same files, with one derived file and no lock. */
  open(fileSystem?: FileSystem): ExclusiveStateStore;
  /** The files as they are. */
  readonly old: Record<string, string>;
}

/**
 * A store with old.example.com in pool 1 with a server, and kept.example.com in pool 3 with none.
 *
 * @param torn what a crash left at the end of the journal
 */
export async function preparedStore(torn = ""): Promise<PreparedStore> {
  const temp = await tempStore({ "domains.map": "# ours\nkept.example.com pool_3\n" });
  const derived = [{ file: temp.path("servers.state"), render }];
  const open = (fileSystem: FileSystem = nodeFileSystem) =>
    temp.open({ derived, fileSystem, locker: looseLocker(), clock: lateClock });
  await open().update(adding("old.example.com", 1));
  await temp.write(JOURNAL, `${await temp.text(JOURNAL)}${torn}`);
  return { temp, open, old: await temp.files() };
}
