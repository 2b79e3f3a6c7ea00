import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import {
  atFullSize,
  request,
  startHaproxy,
  type TestBackend,
  type TestHaproxy,
  until,
} from "@haproxy-mcp/test-haproxy";
import { letLockAge } from "../observe.js";
import type { Disk } from "./disk.js";
import { type Files, readTexts, type Texts } from "./edits.js";
import { createPaper, expectedStatus, hostOf, NAMES, type Paper, POOLS, sheetOfFiles } from "./paper.js";
import { createPermits, type Permits } from "./permits.js";
import { type Server, startServer } from "./server.js";

const RECOVERY_LIMIT_MS = 45_000;
/** A short run does not wait the 2 s that an edit has to rest, nor the 5 s until a killed writer's lock is stale. */
const IS_SHORT = atFullSize(false, true);

/** HAProxy, our servers, their data folder, and what was reported and seen. */
export interface World extends AsyncDisposable {
  readonly haproxy: TestHaproxy;
  readonly disk: Disk;
  readonly files: Files;
  readonly paper: Paper;
  readonly permits: Permits;
  readonly port: number;
  /** Our servers, one or two. */
  readonly servers: Server[];
  /** Of a name: two, which say its name. */
  readonly backends: ReadonlyMap<string, readonly TestBackend[]>;
  /** All files after each fault. */
  readonly copies: Texts[];
  readonly violations: string[];
  startServer(): void;
  killServer(server: Server): Promise<void>;
  /** Names that are not served as any sheet has them, with what was responded. */
  unserved(names: readonly string[]): Promise<readonly string[]>;
  /** Waits until everything is served and nothing is left to do; notes each name as the files have it. */
  recover(): Promise<void>;
}

/** HAProxy listens on a TCP port, as an operator runs it, and has its files on the disk. */
export async function startHaproxyOn({ folder }: Disk, port: number): Promise<TestHaproxy> {
  const paths = pathsOn(folder);
  for (const file of [paths.mapFile, paths.stateFile]) await writeFile(file, "");
  return startHaproxy({
    config: ({ runtimeSocket }) =>
      renderConfig({
        pools: POOLS,
        httpBinds: [`127.0.0.1:${port}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile: paths.mapFile,
        stateFile: paths.stateFile,
      }),
  });
}

function pathsOn(folder: string) {
  return {
    mapFile: join(folder, "domains.map"),
    serversFile: join(folder, "servers.json"),
    stateFile: join(folder, "servers.state"),
  };
}

type Given = Pick<World, "disk" | "haproxy" | "port" | "backends">;

export function createWorld({ disk, haproxy, port, backends }: Given): World {
  const paths = pathsOn(disk.folder);
  const files: Files = {
    map: paths.mapFile,
    servers: paths.serversFile,
    journal: `${paths.mapFile}.journal`,
    state: paths.stateFile,
  };
  const servers: Server[] = [];
  const paper = createPaper();
  const copies: Texts[] = [];

  const world: World = {
    haproxy,
    disk,
    files,
    paper,
    permits: createPermits(backends),
    port,
    servers,
    backends,
    copies,
    violations: [],
    startServer: () => {
      servers.push(startServer({ ...paths, runtimeSocket: haproxy.runtimeSocket }, IS_SHORT ? 2_500 : 0));
    },
    async killServer(server) {
      await server.kill();
      servers.splice(servers.indexOf(server), 1);
      if (IS_SHORT && servers.length === 0) await letLockAge({ ...haproxy, ...paths });
    },
    async unserved(names) {
      const found = await Promise.all(
        names.map(async (name) => {
          const expected = paper.mayBe(name).map(expectedStatus);
          const { status, body } = await request({ port }, { host: hostOf(name) }).catch((error: Error) => ({
            status: 0,
            body: error.message,
          }));
          const isServed = expected.includes(status) && (status !== 200 || body === name);
          return isServed ? [] : `${name}: ${status} ${body.slice(0, 40)}, not ${expected.join(" or ")}`;
        }),
      );
      return found.flat();
    },
    async recover() {
      let left = "";
      await until("everything is served again", RECOVERY_LIMIT_MS, async () => {
        left = (await world.unserved(NAMES)).join("; ");
        if (left === "") left = await unsettled(servers[0]);
        return left === "";
      }).catch(async (error: Error) => {
        const { map, journal } = await readTexts(files);
        const lines = [left, await unsettled(servers[0]), map, journal?.split("\n").slice(-12).join("\n")];
        throw new Error(`${error.message}: ${lines.join("\n")}`);
      });
      const texts = await readTexts(files);
      for (const name of NAMES) {
        const sheet = sheetOfFiles(name, texts.map ?? "", texts.servers ?? "");
        const mayBe = paper.mayBe(name);
        if (!mayBe.includes(sheet))
          world.violations.push(`lost: ${name} is ${sheet}, not ${mayBe.join(" or ")}`);
        paper.found(name, sheet);
      }
      for (const shared of sharedPools(texts.map ?? ""))
        world.violations.push(`wrong: names share ${shared}`);
      copies.push(texts);
      world.permits.clear();
    },
    async [Symbol.asyncDispose]() {
      for (const server of servers) await server.kill();
    },
  };
  return world;
}

/** Once every edit is undone, each name has a pool of its own. */
function sharedPools(map: string): readonly string[] {
  const pools = map.split("\n").flatMap((line) => line.split(/\s+/)[1] ?? []);
  return pools.filter((pool, index) => pools.indexOf(pool) !== index);
}

/** What a server finds left to do, in words. */
async function unsettled(server: Server | undefined): Promise<string> {
  const { code, message, result } = (await server?.call("findDrift", undefined)) ?? { code: "NO_SERVER" };
  if (code !== undefined) return `${code}: ${message}`;
  const { differences, uncertain, loss } = result as Record<string, unknown>;
  const left = JSON.stringify({ differences, uncertain, loss });
  return left === '{"differences":[],"uncertain":[]}' ? "" : left.slice(0, 600);
}
