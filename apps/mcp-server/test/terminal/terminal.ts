import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { temporaryFolder, until } from "@haproxy-mcp/test-haproxy";
import { MAIN, type Settings } from "../support/program.js";

const run = promisify(execFile);
const LIMIT_MS = 30_000;
const POLL_MS = 30;
const HEIGHT = 24;

/** What a command left on the screen, without the line that was typed. */
interface Shown {
  readonly code: number;
  readonly text: string;
}

/** A shell in a real terminal (tmux), with `haproxy-mcp` on its PATH. */
export interface Terminal extends AsyncDisposable {
  /** The shell's folder. */
  readonly dir: string;
  /** Types a command, and waits for its end. */
  run(command: string): Promise<Shown>;
  /** Types a command. */
  type(command: string): Promise<void>;
  /** Presses a key by tmux's name for it: `C-c`, `Enter`, `q`. */
  press(key: string): Promise<void>;
  /** Waits until the command that was typed last shows it. Returns all that it shows. */
  shows(pattern: RegExp): Promise<string>;
  /** Waits for the end of the command that was typed last. */
  ended(): Promise<Shown>;
  /** Lines of several words on the screen that are longer than it is wide, but for those that were typed. */
  brokenLines(): Promise<readonly string[]>;
  /** The screen, with the escape codes of colours. */
  withColours(): Promise<string>;
  resize(columns: number): Promise<void>;
}

/**
 * @param columns of the window; it has 24 rows
 * @param settings environment of the shell
 */
export async function openTerminal(settings: Settings, columns = 80): Promise<Terminal> {
  const folder = await temporaryFolder("terminal-");
  const socket = join(folder.path, "tmux.sock");
  await installProgram(join(folder.path, "bin"));
  const env = {
    PATH: [join(folder.path, "bin"), process.env["PATH"]].join(delimiter),
    HOME: folder.path,
    HISTFILE: "/dev/null",
    LANG: "C.UTF-8",
    PS1: "\\#:$? $ ",
    ...settings,
  };
  // a server of its own, which ends with this process
  const server = spawn("tmux", ["-D", "-u", "-S", socket, "-f", "/dev/null"], {
    env,
    cwd: folder.path,
    stdio: "ignore",
  });
  try {
    await once(server, "spawn");
  } catch (cause) {
    await folder[Symbol.asyncDispose]();
    throw new Error("tmux cannot be started: apt-get install tmux, or run `npm test`, which installs it", {
      cause,
    });
  }
  const ended = once(server, "exit");
  const kill = () => server.kill("SIGKILL");
  process.once("exit", kill);
  const dispose = async () => {
    process.off("exit", kill);
    await tmux("kill-server").catch(kill);
    await ended;
    await folder[Symbol.asyncDispose]();
  };
  const tmux = async (...args: readonly string[]) =>
    (await run("tmux", ["-S", socket, ...args], { env, cwd: folder.path })).stdout;
  const size = ["-x", String(columns), "-y", String(HEIGHT)];
  await until("the terminal is open", LIMIT_MS, async () => {
    const shell = ["bash", "--norc", "--noprofile"];
    const options =
      "set -g default-terminal screen-256color ; set -g status off ; set -g history-limit 10000";
    return tmux(...options.split(" "), ";", "new-session", "-d", ...size, ...shell).then(
      () => true,
      () => false,
    );
  }).catch(async (cause) => {
    await dispose();
    throw cause;
  });
  let width = columns;
  let count = 0;
  let typed = "";

  /** Waits until the lines below the one that was typed match. */
  const waitFor = async (pattern: RegExp): Promise<string> => {
    let text = "";
    await until(`${pattern} below ${typed}`, LIMIT_MS, async () => {
      text = await below();
      if (pattern.test(text)) return true;
      await sleep(POLL_MS); // each check is a process
      return false;
    }).catch((cause) => {
      throw new Error(`${cause.message}; there is:\n${text}`, { cause });
    });
    return text;
  };
  const below = async (): Promise<string> => {
    const lines = (await tmux("capture-pane", "-p", "-S", "-")).trimEnd().split("\n");
    const start = lines.findLastIndex((line) => line.startsWith(`${count}:`));
    const prompt = lines[start]?.match(/^\S+ \$ /)?.[0] ?? "";
    return lines.slice(start + Math.ceil(`${prompt}${typed}`.length / width)).join("\n");
  };
  const terminal: Terminal = {
    dir: folder.path,
    async run(command) {
      await terminal.type(command);
      return terminal.ended();
    },
    async type(command) {
      count += 1;
      typed = command;
      await tmux("send-keys", "-l", command, ";", "send-keys", "Enter");
    },
    async press(key) {
      await tmux("send-keys", key);
    },
    shows: waitFor,
    async ended() {
      const prompt = new RegExp(`(?:^|\\n)${count + 1}:(\\d+) \\$$`);
      const text = await waitFor(prompt);
      return { code: Number(prompt.exec(text)?.[1]), text: text.replace(prompt, "") };
    },
    async brokenLines() {
      const lines = (await tmux("capture-pane", "-p", "-J")).split("\n").map((line) => line.trimEnd());
      return lines.filter((line) => line.length > width && /\S \S/.test(line) && !/^\d+:\d+ \$ /.test(line));
    },
    withColours: async () => (await tmux("capture-pane", "-p", "-e")).trimEnd(),
    async resize(wanted) {
      await tmux("resize-window", "-x", String(wanted));
      // tmux signals programs up to 250 ms later where two resizes follow each other
      const tty = (await tmux("display-message", "-p", "#{pane_tty}")).trim();
      await until(`the terminal has ${wanted} columns`, LIMIT_MS, async () =>
        (await run("stty", ["-F", tty, "size"])).stdout.trim().endsWith(` ${wanted}`),
      );
      width = wanted;
    },
    [Symbol.asyncDispose]: dispose,
  };
  return terminal;
}

/** As npm does: a command that starts the built program. */
async function installProgram(folder: string): Promise<void> {
  await mkdir(folder);
  const script = `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`;
  await writeFile(join(folder, "haproxy-mcp"), script, { mode: 0o755 });
}
