import { execFileSync } from "node:child_process";
import { mkdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FileSystem, nodeFileSystem } from "@haproxy-mcp/durable-files";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { createCertificateFolder } from "../../src/deploy/certificate-folder.js";
import { claimOf, claimsOf, conflictsIn } from "../../src/deploy/name-conflicts.js";
import { readLeaf } from "../../src/x509/leaf.js";
import { CertificateMaker } from "../made-certificates.js";

const maker = new CertificateMaker();
const textFor = (...names: string[]) => {
  const { pem, keyPem } = maker.leaf({ names });
  return pem + keyPem;
};

/** As for a process that is not root. */
function denying(file: string): FileSystem {
  return {
    ...nodeFileSystem,
    async read(path, maxBytes) {
      if (path.endsWith(`/${file}`))
        throw Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" });
      return nodeFileSystem.read(path, maxBytes);
    },
  };
}

it("CE2 a certificate with a key file that only root can read is unreadable, not broken", async () => {
  await using folder = await temporaryFolder();
  const { pem, keyPem } = maker.leaf({ names: ["a.example.test"] });
  await writeFile(join(folder.path, "a.crt"), pem);
  await writeFile(join(folder.path, "a.crt.key"), keyPem);
  const [file] = await createCertificateFolder(folder.path, denying("a.crt.key")).files();
  expect(file).toMatchObject({ file: "a.crt", unreadable: expect.stringContaining("its key can't be read") });
  expect(file?.broken).toBeUndefined();
  expect((await createCertificateFolder(folder.path).files())[0]?.broken).toBeUndefined();
});

it("CE2 one odd entry of the folder is reported, and does not hide the others", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await mkdir(at("sub.pem"));
  await writeFile(at("a.pem"), textFor("a.example.test"));
  await writeFile(at("root-only.pem"), textFor("b.example.test"));
  await writeFile(at("huge.pem"), Buffer.alloc(1_048_577));
  await writeFile(at("line\nbreak.pem"), textFor("c.example.test"));
  await writeFile(
    Buffer.concat([Buffer.from(`${folder.path}/latin-`), Buffer.from([0xfc]), Buffer.from(".pem")]),
    "x",
  );
  await symlink("nowhere", at("dangling.pem"));
  await symlink(folder.path, at("folder-link.pem"));
  await symlink("a.pem", at("z-link.pem"));
  execFileSync("mkfifo", [at("pipe.pem")]);
  for (const ignored of [".hidden.pem", "a.pem.ocsp", "a.pem.issuer", "a.pem.sctl", "a.pem.key"])
    await writeFile(at(ignored), "x");
  const files = await createCertificateFolder(folder.path, denying("root-only.pem")).files();
  const shown = files.map(({ file, leaf, unreadable = "", broken = "", isIgnored }) => [
    file,
    leaf?.names[0] ?? (unreadable || broken).replace(/^.*: /s, ""),
    isIgnored,
  ]);
  expect(shown).toEqual([
    ["a.pem", "a.example.test", false],
    ["dangling.pem", "it is a link to a file that is missing", false],
    ["folder-link.pem", "it is a folder, not a regular file", true],
    ["huge.pem", "it has 1048577 bytes, more than the limit of 1048576", false],
    ["latin-\uFFFD.pem", "its name is not UTF-8", false],
    ["line\nbreak.pem", "c.example.test", false],
    ["pipe.pem", "it is a pipe, not a regular file", true],
    ["root-only.pem", "permission denied", false],
    ["z-link.pem", "a.example.test", false],
  ]);
});

it("CE4 what a link leads to is replaced, and the link stays", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  await mkdir(at("certs"));
  await writeFile(at("live.pem"), "old");
  await symlink("../live.pem", at("certs/a.pem"));
  await createCertificateFolder(at("certs")).write("a.pem", "new");
  expect(await readlink(at("certs/a.pem"))).toBe("../live.pem");
  expect(await readFile(at("live.pem"), "utf8")).toBe("new");
});

it("reads a file again once it changed", async () => {
  await using folder = await temporaryFolder();
  const certificates = createCertificateFolder(folder.path);
  const file = join(folder.path, "a.pem");
  for (const names of [["a.example.test"], ["b.example.test"]]) {
    await writeFile(file, textFor(...names));
    expect((await certificates.files())[0]?.leaf?.names).toEqual(names);
  }
  await writeFile(file, maker.leaf({ names: ["b.example.test"] }).pem);
  expect((await certificates.files())[0]?.broken).toBe("it has no private key");
  await writeFile(`${file}.key`, maker.leaf({ names: [] }).keyPem);
  expect((await certificates.files())[0]?.broken).toBeUndefined();
});

describe("CE1 two files for a name", () => {
  const claim = (file: string, names: string[], keyKind = "EC") => ({ file, names, keyKind });

  it("are in conflict; HAProxy loads the first by name", () => {
    const conflicts = conflictsIn([
      claim("b.pem", ["b.test", "both.test"]),
      claim("a.pem.bak", ["both.test"]),
      claim("c.pem", ["c.test", "both.test"]),
    ]);
    expect(conflicts.get("a.pem.bak")).toEqual([
      { file: "b.pem", names: ["both.test"], isOtherFirst: false },
      { file: "c.pem", names: ["both.test"], isOtherFirst: false },
    ]);
    expect(conflicts.get("c.pem")).toEqual([{ file: "a.pem.bak", names: ["both.test"], isOtherFirst: true }]);
  });

  it("are none with keys of different kinds, or a wildcard beside the exact name", () => {
    expect(
      conflictsIn([
        claim("a.pem.ecdsa", ["a.test"], "EC"),
        claim("a.pem.rsa", ["a.test"], "RSA"),
        claim("wild.pem", ["*.a.test"], "EC"),
        claim("www.pem", ["www.a.test"], "EC"),
      ]),
    ).toEqual(new Map());
  });

  it("are found whatever their case, and by the common name too", () => {
    const leaf = { ...readLeaf(textFor("A.Example.test")), commonName: "cn.test", keyType: "EC P-256" };
    expect(claimOf("a.pem", leaf)).toEqual(claim("a.pem", ["a.example.test", "cn.test"]));
  });

  it("count as HAProxy holds them, if only HAProxy could read them", () => {
    const held = {
      names: ["DNS:a.test", "IP Address:10.0.0.1"],
      subject: "/CN=a",
      raw: new Map([["Algorithm", "EC256"]]),
    };
    const files = [{ file: "root-only.pem", unreadable: "EACCES", isIgnored: false }];
    const asked = new Map<string, never>([
      ["root-only.pem", held as never],
      ["gone.pem", held as never],
    ]);
    expect(claimsOf(files, asked)).toEqual([
      claim("root-only.pem", ["a.test", "a"]),
      { ...claim("gone.pem", ["a.test", "a"]), isMissing: true },
    ]);
  });
});
