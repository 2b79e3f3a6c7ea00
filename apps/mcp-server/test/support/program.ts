import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { renderConfig } from "@haproxy-mcp/haproxy-host";
import { assertNoSecret, freePort, startHaproxy, type TestHaproxy, until } from "@haproxy-mcp/test-haproxy";

/** The program as installed: built, and in a process of its own. */
export const MAIN = join(import.meta.dirname, "../../dist/main.cjs");

const START_LIMIT_MS = 15_000;
const END_LIMIT_MS = 10_000;

export interface Program extends AsyncDisposable {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Waits until the text is printed. @throws if the program ends first, or takes too long */
  printed(text: string): Promise<void>;
  /** Sends a signal and waits for the end. Returns the exit code, or the signal that ended it. */
  end(signal?: NodeJS.Signals): Promise<number | string>;
}

export function startProgram(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Program {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [MAIN, ...args], {
    env: { PATH: process.env["PATH"], HOME: "/nonexistent", ...pick("HAPROXY_BIN"), ...environment },
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += chunk));
  child.stderr.on("data", (chunk) => (output.stderr += chunk));
  const exited = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  const said = () => output.stdout + output.stderr;

  const end = async (signal?: NodeJS.Signals) => {
    if (signal !== undefined) child.kill(signal);
    return exited;
  };
  return {
    pid: child.pid ?? 0,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    end,
    async printed(text) {
      const isThere = () => said().includes(text);
      const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
      await until(text, START_LIMIT_MS, () => isThere() || hasEnded()).catch(() => {});
      if (hasEnded()) await exited; // with all its output
      if (!isThere()) throw new Error(`${JSON.stringify(text)} was not printed; the output was:\n${said()}`);
    },
    async [Symbol.asyncDispose]() {
      if (child.exitCode === null && child.signalCode === null) {
        // SIGTERM, so that `up` stops its HAProxy
        const late = setTimeout(() => child.kill("SIGKILL"), END_LIMIT_MS);
        await end("SIGTERM");
        clearTimeout(late);
      }
      assertNoSecret(said(), "what haproxy-mcp printed");
    },
  };
}

/** A real HAProxy with our configuration, as an operator would run it. */
export function startPools(
  files: Readonly<Record<string, string>> = {},
  pools: { readonly count: number; readonly slots: number } = { count: 5, slots: 3 },
): Promise<TestHaproxy> {
  return startHaproxy({
    files: { ...files },
    config: ({ httpSocket, runtimeSocket, mapFile, stateFile }) =>
      renderConfig({
        pools,
        httpBinds: [`unix@${httpSocket}`],
        statsSockets: [`${runtimeSocket} level admin`],
        mapFile,
        stateFile,
      }),
  });
}

type Files = Pick<TestHaproxy, "dir" | "runtimeSocket" | "mapFile" | "serversFile" | "stateFile">;

export type Settings = Readonly<Record<string, string>>;

/** Settings of a server for that HAProxy. */
export async function settingsFor(haproxy: Files): Promise<Settings & { readonly MCP_PORT: string }> {
  return {
    MCP_HOST: "127.0.0.1",
    MCP_PORT: String(await freePort()),
    MCP_TOKEN_FILE: join(haproxy.dir, "token.env"),
    HAPROXY_SOCKET: haproxy.runtimeSocket,
    HAPROXY_MAP_FILE: haproxy.mapFile,
    HAPROXY_SERVERS_FILE: haproxy.serversFile,
    HAPROXY_STATE_FILE: haproxy.stateFile,
    ACME_DATA_DIR: join(haproxy.dir, "acme"),
    HAPROXY_HOST_KIND: "none",
    HAPROXY_POOL_COUNT: "5",
    HAPROXY_MAX_SLOTS: "3",
  };
}

export interface Serving extends Program {
  readonly url: URL;
}

/** `haproxy-mcp serve`, ready. */
export async function startServing(haproxy: Files, extra: Settings = {}): Promise<Serving> {
  const settings = { ...(await settingsFor(haproxy)), ...extra };
  const program = startProgram(["serve"], settings);
  try {
    await program.printed('"msg":"ready"');
  } catch (error) {
    await program[Symbol.asyncDispose]();
    throw error;
  }
  return { ...program, url: new URL(`http://127.0.0.1:${settings.MCP_PORT}/mcp`) };
}

function pick(name: string): Record<string, string> {
  const value = process.env[name];
  return value === undefined ? {} : { [name]: value };
}
