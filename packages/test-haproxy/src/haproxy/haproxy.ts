import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../temporary-folder.js";
import { HaproxyProcess, haproxyBinary } from "./haproxy-process.js";
import { runtimeLine } from "./runtime-line.js";

/** Paths of one HAProxy, all in one temporary folder. */
export interface HaproxyPaths {
  readonly dir: string;
  readonly configFile: string;
  readonly runtimeSocket: string;
  /** Socket of the master CLI, independent of the configuration. */
  readonly masterSocket: string;
  readonly httpSocket: string;
  readonly mapFile: string;
  readonly serversFile: string;
  readonly stateFile: string;
}

/** The configuration and files of an HAProxy for tests. */
export interface StartHaproxyOptions {
  /** The text of `haproxy.cfg`, or the texts of a folder of this name by file. It must have a stats socket at `runtimeSocket`. */
  readonly config: (paths: HaproxyPaths) => string | Readonly<Record<string, string>>;
  /** Files in the folder, by name, also `sub/name`, written before the start. */
  readonly files?: Readonly<Record<string, string | Uint8Array>> | undefined;
  /** Default: {@link haproxyBinary}. */
  readonly binary?: string | undefined;
}

/** An HAProxy that runs in a temporary folder. Its disposal ends it. */
export interface TestHaproxy extends HaproxyPaths, AsyncDisposable {
  /** Process id of the master. */
  readonly pid: number;
  /** Output of HAProxy since its last start. */
  output(): string;
  /** Kills the master and all workers; resolves once they are gone. */
  kill(): Promise<void>;
  /** The same as `kill`: HAProxy is not given time to write anything. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Kills everything, and starts again with the current files. */
  restart(): Promise<void>;
  /** Reloads as an operator does; resolves once a new worker responds. */
  reload(): Promise<void>;
  /** One raw line to the Runtime API, for arranging and for independent checks. */
  runtime(line: string): Promise<string>;
}

/** Starts the real HAProxy; `await using` stops it, whatever happens in the test. */
export async function startHaproxy(options: StartHaproxyOptions): Promise<TestHaproxy> {
  const folder = await temporaryFolder();
  try {
    return await startIn(folder, options);
  } catch (error) {
    await folder[Symbol.asyncDispose]();
    throw error;
  }
}

async function startIn(
  folder: AsyncDisposable & { readonly path: string },
  { config, files = {}, binary = haproxyBinary() }: StartHaproxyOptions,
): Promise<TestHaproxy> {
  const paths = pathsIn(folder.path);
  await writeFilesOf(folder.path, { ...files, ...configFiles(config(paths)) });
  const launch = () => HaproxyProcess.start(binary, paths);
  let haproxy = await launch();
  const kill = () => haproxy.kill();
  return {
    ...paths,
    get pid() {
      return haproxy.pid;
    },
    output: () => haproxy.output,
    kill,
    stop: kill,
    async start() {
      haproxy = await launch();
    },
    async restart() {
      await kill();
      haproxy = await launch();
    },
    reload: () => haproxy.reload(paths.runtimeSocket),
    runtime: (line) => runtimeLine(paths.runtimeSocket, line),
    async [Symbol.asyncDispose]() {
      await kill();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export function configFiles(
  config: ReturnType<StartHaproxyOptions["config"]>,
): Readonly<Record<string, string>> {
  if (typeof config === "string") return { "haproxy.cfg": config };
  return Object.fromEntries(Object.entries(config).map(([name, text]) => [`haproxy.cfg/${name}`, text]));
}

/** Writes files by name, also `sub/name`; an empty map and state by default. */
export async function writeFilesOf(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<void> {
  for (const [name, content] of Object.entries({ "domains.map": "", "servers.state": "", ...files })) {
    const file = join(folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

export function pathsIn(dir: string): HaproxyPaths {
  return {
    dir,
    configFile: join(dir, "haproxy.cfg"),
    runtimeSocket: join(dir, "runtime.sock"),
    masterSocket: join(dir, "master.sock"),
    httpSocket: join(dir, "http.sock"),
    mapFile: join(dir, "domains.map"),
    serversFile: join(dir, "servers.json"),
    stateFile: join(dir, "servers.state"),
  };
}
