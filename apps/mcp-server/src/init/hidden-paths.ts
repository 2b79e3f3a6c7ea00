import { realpath } from "node:fs/promises";
import { error, type Finding } from "../checks/finding.js";
import type { Config } from "../settings/config.js";

/** What the server's unit hides from it: `ProtectHome` and `PrivateTmp` (systemd.exec(5)). */
const HIDDEN = /^\/(?:home|root|run\/user|tmp|var\/tmp)(?:\/|$)/;

export function isHidden(path: string): boolean {
  return HIDDEN.test(path);
}

/** Each path that the server needs and its unit hides: it could not start, or would not find its files. */
export async function hiddenPaths({ given }: Config, program: string): Promise<readonly Finding[]> {
  const words = program.split(" ").filter((word) => word.startsWith("/"));
  const [hiddenWord] = (await Promise.all(words.map(hiddenPlaceOf))).filter((place) => place !== undefined);
  const hiddenSettings = Object.entries(given).filter(([, value]) => isHidden(value));
  return [
    ...(hiddenWord === undefined ? [] : [hiddenProgram(hiddenWord)]),
    ...hiddenSettings.map(([setting, path]) =>
      error(
        `haproxy-mcp.service can't use ${path} (${setting}): its unit hides /home, /root and /tmp from it`,
        `set ${setting} to a path below /opt or /srv, and run haproxy-mcp init again`,
      ),
    ),
  ];
}

/** A link in a visible folder may lead to a hidden one, as npm's links do. */
async function hiddenPlaceOf(path: string): Promise<string | undefined> {
  const real = await realpath(path).catch(() => path);
  return [path, real].find(isHidden);
}

function hiddenProgram(place: string): Finding {
  return error(
    `haproxy-mcp.service can't start ${place}: its unit hides /home, /root and /tmp from it`,
    "install Node.js and haproxy-mcp for the whole machine (npm install --global --prefix /usr/local, with a Node.js that " +
      "is not below those folders), and run haproxy-mcp init again, or name the installed program with --program",
  );
}
