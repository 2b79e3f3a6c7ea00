import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { servedFingerprint } from "../../src/deploy/handshake.js";
import { createCertificateManager } from "../../src/index.js";
import { readBundle } from "../../src/x509/certificate-bundle.js";
import { maker, startTlsHaproxy } from "../deploy/tls-haproxy.js";

function bundleFor(name: string) {
  const { pem, keyPem } = maker.leaf({ names: [name] });
  return readBundle(pem, maker.intermediatePem, keyPem);
}

it("deploys what another folder has, all or none, and rolls it back", async () => {
  const [a, b, was] = [bundleFor("a.example.test"), bundleFor("b.example.test"), bundleFor("b.example.test")];
  await using at = await startTlsHaproxy({ "b.pem": was.pem, "c.pem": bundleFor("c.example.test").pem });
  const manager = createCertificateManager({ drivers: [], deployer: at.deployer(), folder: at.lockFolder });
  const served = (name: string) => servedFingerprint(at.tls, name, undefined);
  const looks = async () => ({
    files: (await readdir(at.certsDir)).sort(),
    b: await readFile(join(at.certsDir, "b.pem"), "utf8"),
    served: [await served("a.example.test"), await served("b.example.test")],
  });
  const before = await looks();
  const files = [
    { file: "a.pem", pem: a.pem },
    { file: "b.pem", pem: b.pem },
  ];

  expect(await manager.checkImport(files)).toEqual(["b.pem"]);
  expect(await looks()).toEqual(before);
  const { deployments, rollBack } = await manager.importAll(files);

  expect(deployments.map(({ file, handshake }) => [file, handshake])).toEqual([
    ["a.pem", "verified"],
    ["b.pem", "verified"],
  ]);
  expect((await looks()).served).toEqual([a.leaf.sha256, b.leaf.sha256]);
  expect(await manager.checkImport(files)).toEqual([]);
  expect(await manager.exportAll()).toEqual({
    certificates: [...files, { file: "c.pem", pem: await readFile(join(at.certsDir, "c.pem"), "utf8") }],
    leftOut: [],
  });

  await rollBack();
  expect(await looks()).toEqual(before);

  // c.pem, which comes first, has the name of the second one
  const conflict = { file: "d.pem", pem: bundleFor("c.example.test").pem };
  await expect(manager.importAll([...files, conflict])).rejects.toMatchObject({
    code: "NAME_CONFLICT",
    message: expect.stringContaining("d.pem"),
  });
  for (const file of ["../x.pem", ".a.pem", "a.pem"])
    await expect(manager.checkImport([...files, { file, pem: a.pem }])).rejects.toMatchObject({
      code: "BAD_CERTIFICATE",
    });
  await expect(manager.checkImport([{ file: "e.pem", pem: a.chainPem }])).rejects.toThrow(
    /^e\.pem: .*no private key/,
  );
  expect(await looks()).toEqual(before);

  // the second one fails while it is deployed: the first one goes again
  await rm(join(at.certsDir, "b.pem"));
  const deployer = at.deployer();
  const late = createCertificateManager({
    drivers: [],
    deployer: Object.assign(Object.create(deployer), {
      folder: deployer.folder,
      assertDeployable: deployer.assertDeployable.bind(deployer),
      remove: deployer.remove.bind(deployer),
      deploy: async (file: string, bundle: never, options: object) => {
        if (file === "b.pem") throw new Error("the disk is full");
        return deployer.deploy(file, bundle, options);
      },
    }),
    folder: at.lockFolder,
  });
  await expect(late.importAll(files)).rejects.toThrow("the disk is full");
  expect((await readdir(at.certsDir)).sort()).toEqual(["00-default.pem", "c.pem"]);
  expect(await served("a.example.test")).toBe(at.fallback);
});
