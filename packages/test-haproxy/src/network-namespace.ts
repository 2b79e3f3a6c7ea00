import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const EXEC_LIMIT_MS = 15_000;

/** Networks of four addresses: the first usable one is ours, the second the other machine's. */
const NETWORKS = {
  /** Documentation addresses (RFC 5737): any client from outside. */
  outside: "198.51.100",
  /** Shared address space (RFC 6598), as Tailscale uses it. */
  tailscale: "100.64.77",
} as const;
const SUBNETS = 64;

/** Another machine, from the network's point of view. */
export interface TestMachine extends AsyncDisposable {
  /** Our addresses from that machine, by the network that it connects from. */
  readonly us: Readonly<Record<keyof typeof NETWORKS, string>>;
  /** Runs a program there; returns its output. */
  exec(program: string, ...args: readonly string[]): Promise<string>;
}

let count = 0;

/**
 * A network namespace with one link to this machine, so that a peer's address is not loopback. Needs root and the Debian package
 * iproute2. Its addresses follow from the process id, so that concurrent runs rarely collide.
 */
export async function startMachine(): Promise<TestMachine> {
  count++;
  const subnet = 4 * ((process.pid + count) % SUBNETS);
  const name = `hm-${process.pid}-${count}`;
  const [ours, theirs] = [`hm${process.pid}a${count}`, `hm${process.pid}b${count}`];
  const ip = (...args: readonly string[]) => run("ip", [...args]);
  const dispose = async () => {
    await ip("link", "del", ours).catch(() => {});
    await ip("netns", "del", name);
  };
  await ip("netns", "add", name);
  try {
    await ip("link", "add", ours, "type", "veth", "peer", "name", theirs, "netns", name);
    for (const network of Object.values(NETWORKS)) {
      await ip("addr", "add", `${network}.${subnet + 1}/30`, "dev", ours);
      await ip("-n", name, "addr", "add", `${network}.${subnet + 2}/30`, "dev", theirs);
    }
    await ip("link", "set", ours, "up");
    await ip("-n", name, "link", "set", theirs, "up");
    await ip("-n", name, "link", "set", "lo", "up");
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    us: { outside: `${NETWORKS.outside}.${subnet + 1}`, tailscale: `${NETWORKS.tailscale}.${subnet + 1}` },
    exec: async (program, ...args) => {
      const all = ["netns", "exec", name, program, ...args];
      return (await run("ip", all, { timeout: EXEC_LIMIT_MS })).stdout;
    },
    [Symbol.asyncDispose]: dispose,
  };
}
