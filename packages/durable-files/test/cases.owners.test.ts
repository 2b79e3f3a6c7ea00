// HA24: what root creates must not lock out the service whose files it changes. A second process runs as the service.
import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { createLockfileLocker, nodeFileSystem, replaceFile, secretFolder } from "../src/index.js";
import { type TempFiles, tempFiles } from "./temp-files.js";

const SERVICE = { uid: 12_345, gid: 54_321 };
const NOBODY_YET = { uid: 0, gid: SERVICE.gid };

/** As units make it: root's, writable by the service's group, and sticky. */
async function sharedFolder(files: Record<string, string>): Promise<TempFiles> {
  if (process.getuid?.() !== 0) throw new Error("this test acts as root and as a service: run it as root");
  const temp = await tempFiles(files);
  for (const name of Object.keys(files)) await chown(temp.path(name), SERVICE.uid, SERVICE.gid);
  await writeFile(temp.path("haproxy.cfg"), "");
  await chown(temp.folder, 0, SERVICE.gid);
  await chmod(temp.folder, 0o1775);
  return temp;
}

const ownerOf = async (path: string) => {
  const { uid, gid } = await stat(path);
  return { uid, gid };
};

it("HA24 gives a new file in a folder shared with a service to the service, which can replace it", async () => {
  await using temp = await sharedFolder({ "domains.map": "" });

  await nodeFileSystem.create(temp.path("servers.json"), Buffer.from("{}"), { mode: 0o644 });

  expect(await ownerOf(temp.path("servers.json"))).toEqual(SERVICE);
  execFileSync("mv", ["servers.json", "domains.map"], { cwd: temp.folder, stdio: "pipe", ...SERVICE });
  expect(() =>
    execFileSync("mv", ["-f", "domains.map", "haproxy.cfg"], { cwd: temp.folder, stdio: "pipe", ...SERVICE }),
  ).toThrow(/not permitted/);
});

it.each([
  ["root's sticky folder", 0o1775, NOBODY_YET],
  ["root's folder of certificates", 0o770, NOBODY_YET],
  ["the service's own folder", 0o755, SERVICE],
])(
  "HA24 gives a lock in %s to the service, which can remove it after a crash",
  async (_what, mode, owner) => {
    await using temp = await sharedFolder({ "domains.map": "" });
    await chown(temp.folder, owner.uid, owner.gid);
    await chmod(temp.folder, mode);

    await using _held = await createLockfileLocker().acquire(temp.file, { timeoutMs: 0 });

    expect(await ownerOf(`${temp.file}.lock`)).toEqual(SERVICE);
  },
);

it("HA24 leaves what root creates in its own folders to root", async () => {
  await using temp = await sharedFolder({ "domains.map": "" });
  await chmod(temp.folder, 0o755);

  await secretFolder(temp.path("locks"));

  expect(await ownerOf(temp.path("locks"))).toEqual({ uid: 0, gid: SERVICE.gid });
});

it("HA24 never gives away what a link leads to", async () => {
  await using temp = await sharedFolder({ "domains.map": "" });
  await mkdir(temp.path("precious"));
  await symlink("precious", temp.path("locks"));

  await secretFolder(temp.path("locks"));

  expect(await ownerOf(temp.path("precious"))).toEqual({ uid: 0, gid: 0 });
});

it("HA24 says whose file it is that only its owner may replace", async () => {
  await using temp = await sharedFolder({ "domains.map": "" });
  const refusing = {
    ...nodeFileSystem,
    rename: () => Promise.reject(Object.assign(new Error("EPERM"), { code: "EPERM" })),
  };

  await expect(replaceFile(temp.file, "x", refusing)).rejects.toThrow(
    `cannot write ${temp.file}: it belongs to user 12345, and its folder lets only its owner replace it; give it to user 0`,
  );
});
