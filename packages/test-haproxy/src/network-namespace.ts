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

/**
 * A network namespace with one link to this machine, so that a peer's address is not loopback. Needs root and the Debian package
 * iproute2. Machines of any processes have different subnets, as long as they exist.
 */
export async function startMachine(): Promise<TestMachine> {
  const subnet = await claimSubnet();
  const { ours, theirs, namespace } = namesOf(subnet);
  const first = 4 * subnet;
  const dispose = async () => {
    await ip("netns", "del", namespace).catch(() => {});
    await ip("link", "del", ours).catch(() => {}); // the claim goes last
  };
  try {
    await ip("netns", "add", namespace);
    await ip("link", "set", theirs, "netns", namespace);
    for (const network of Object.values(NETWORKS)) {
      await ip("addr", "add", `${network}.${first + 1}/30`, "dev", ours);
      await ip("-n", namespace, "addr", "add", `${network}.${first + 2}/30`, "dev", theirs);
    }
    await ip("link", "set", ours, "up");
    await ip("-n", namespace, "link", "set", theirs, "up");
    await ip("-n", namespace, "link", "set", "lo", "up");
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    us: { outside: `${NETWORKS.outside}.${first + 1}`, tailscale: `${NETWORKS.tailscale}.${first + 1}` },
    exec: async (program, ...args) => {
      const all = ["netns", "exec", namespace, program, ...args];
      return (await run("ip", all, { timeout: EXEC_LIMIT_MS })).stdout;
    },
    [Symbol.asyncDispose]: dispose,
  };
}

const ip = (...args: readonly string[]) => run("ip", [...args]);

function namesOf(subnet: number) {
  return { ours: `hmtest${subnet}`, theirs: `hmtest${subnet}p`, namespace: `hmtest${subnet}` };
}

/** The kernel gives the name of a link to one process alone, so the link is the claim. */
async function claimSubnet(): Promise<number> {
  for (let subnet = 0; subnet < SUBNETS; subnet++) {
    const { ours, theirs } = namesOf(subnet);
    try {
      await ip("link", "add", ours, "type", "veth", "peer", "name", theirs);
      return subnet;
    } catch (error) {
      if (!String(error).includes("File exists")) throw error;
    }
  }
  throw new Error(
    `all ${SUBNETS} subnets are taken: end other test runs, or delete what killed ones left (ip netns del hmtest0)`,
  );
}
