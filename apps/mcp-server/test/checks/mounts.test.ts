// Case ST12, "a file that can't be replaced": `domains.map` is a single bind-mounted file. Variants: `servers.json` or
// `servers.state` alone, a link to such a file, a name with blanks, a mount point that is a parent folder (no finding).
import { execFile } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { StoreError } from "@haproxy-mcp/map-store";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { mountPointsAmong } from "../../src/checks/mounts.js";
import { checkState } from "../../src/checks/state.js";
import { createStore } from "../../src/create-store.js";
import { createLog } from "../../src/program/log.js";
import { errorResult } from "../../src/tools/error-result.js";
import { MAIN } from "../support/program.js";

const line = (point: string) => `67 45 254:0 /somewhere/x ${point} rw,relatime - ext4 /dev/vda rw`;
const octal = (path: string) =>
  path.replace(/[ \t\n\\]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);

it.each(["domains.map", "with a blank.map", "tab\tand\nline.map", "back\\slash.map", "ä.map"])(
  "finds %j among mount points",
  async (name) => {
    await using folder = await temporaryFolder();
    const [file, beside] = [join(folder.path, name), join(folder.path, "beside.map")];
    await writeFile(file, "");
    await writeFile(beside, "");
    const mountInfo = [line("/"), line(octal(folder.path)), line(octal(file)), ""].join("\n");

    expect([...(await mountPointsAmong([file, beside], mountInfo))]).toEqual([file]);
  },
);

it("follows a link to a mount point, and reads bytes in octal", async () => {
  await using folder = await temporaryFolder();
  const [file, to] = [join(folder.path, "link.map"), join(folder.path, "ä.map")];
  await writeFile(to, "");
  await symlink(to, file);
  const mountInfo = line(to.replace("ä", "\\303\\244"));

  expect([...(await mountPointsAmong([file], mountInfo))]).toEqual([file]);
});

it.each([
  ["mapFile", "map_file"],
  ["serversFile", "servers_file"],
  ["stateFile", "state_file"],
] as const)("reports that %s is a mount point, with the remedy", async (key, place) => {
  await using folder = await temporaryFolder();
  const files = await arrange(folder.path);

  const check = await checkState(createStore(files), files, new AbortController().signal, async () =>
    line(files[key]),
  );

  const wrong = "a mount point: it can't be replaced, so every change fails";
  expect(check.files).toEqual({ map_file: "ok", servers_file: "ok", state_file: "ok", [place]: wrong });
  expect(check.findings).toEqual([
    { severity: "error", message: `${files[key]} is ${wrong}`, remedy: "mount its folder instead" },
  ]);
});

it("makes doctor report a real bind mount, over which nothing can be renamed", async () => {
  await using folder = await temporaryFolder();
  const root = folder.path;
  await mkdir(join(root, "opt/haproxy/conf"), { recursive: true });
  const file = join(root, "opt/haproxy/conf/domains.map");
  await writeFile(file, "");

  const busy = await inMountNamespace(file, [
    "-e",
    `require("node:fs/promises").rename(process.argv[1] + ".new", process.argv[1]).catch((e) => console.log(e.code))`,
    file,
  ]);
  const { stdout } = await inMountNamespace(file, [MAIN, "doctor", "--root", root]);

  expect(busy.stdout).toBe("EBUSY\n");
  expect(stdout).toContain(`error    state: ${file} is a mount point: `);
  expect(stdout).toContain("→ mount its folder instead");
});

it("gives the remedy for a call that fails with EBUSY", async () => {
  const cause = Object.assign(new Error("EBUSY: resource busy or locked"), { code: "EBUSY" });
  const { content } = errorResult(
    new StoreError("UNWRITABLE", "cannot write /x/domains.map: EBUSY", { cause }),
    createLog("ERROR"),
  );

  expect(content).toEqual([
    {
      type: "text",
      text:
        "UNWRITABLE: cannot write /x/domains.map: EBUSY. Nothing was changed. The file is a mount point: an operator must mount " +
        "its folder instead.",
    },
  ]);
});

async function arrange(folder: string) {
  const files = {
    mapFile: join(folder, "domains.map"),
    serversFile: join(folder, "servers.json"),
    stateFile: join(folder, "servers.state"),
  };
  await writeFile(files.mapFile, "");
  await writeFile(files.serversFile, "{}");
  await writeFile(files.stateFile, "");
  await createStore(files).update(({ state }) => ({ state, result: undefined }));
  return files;
}

/** Runs Node.js in a mount namespace with a file mounted over itself, as a container runtime mounts a single file. */
async function inMountNamespace(file: string, args: readonly string[]): Promise<{ readonly stdout: string }> {
  await writeFile(`${file}.new`, "");
  const script = `mount --bind "$0" "$0" && exec "$@"`;
  const command = ["--mount", "sh", "-c", script, file, process.execPath, ...args];
  try {
    return await promisify(execFile)("unshare", command);
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: unknown };
    if (code !== 5 || stdout === "") {
      throw new Error(`a mount namespace needs root (sudo npm test) and util-linux: ${stderr}`, {
        cause: error,
      });
    }
    return { stdout };
  }
}
