import { once } from "node:events";
import { createConnection } from "node:net";
import { connect, type PeerCertificate } from "node:tls";
import { expect, it } from "vitest";
import {
  abortSslCaFile,
  abortSslCert,
  abortSslCrlFile,
  addSslCaFile,
  addSslCrtList,
  commitSslCaFile,
  commitSslCert,
  commitSslCrlFile,
  delSslCaFile,
  delSslCert,
  delSslCrlFile,
  delSslCrtList,
  newSslCaFile,
  newSslCert,
  newSslCrlFile,
  setSslCaFile,
  setSslCert,
  setSslCrlFile,
  setSslOcspResponse,
  showSslCaFile,
  showSslCaFiles,
  showSslCert,
  showSslCerts,
  showSslCrlFile,
  showSslCrlFiles,
  showSslCrtList,
  showSslCrtLists,
  showSslSni,
} from "../../../src/index.js";
import { fixture, startRich } from "../../haproxy.js";
import { rejected } from "../../rejected.js";

const pem = (name: string) => fixture(name).toString("utf8");

/** The name in the certificate that a client receives. */
async function served(socketPath: string, servername: string): Promise<string> {
  const socket = connect({ socket: createConnection(socketPath), servername, rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return (socket.getPeerCertificate() as PeerCertificate).subject.CN as string;
  } finally {
    socket.destroy();
  }
}

it("serves a new certificate at once, and stops once it is deleted", async () => {
  await using rich = await startRich();
  const { client, path, can } = rich;
  const file = path("certs/b.pem");
  const tls = path("tls.sock");
  expect(await served(tls, "b.test")).toBe("a.test");

  await client.execute(newSslCert(file));
  await client.execute(setSslCert(file, `\n${pem("b.pem")}\n\n`));
  expect(await client.execute(showSslCerts())).toEqual({
    files: expect.arrayContaining([path("certs/a.pem"), file]),
    uncommitted: [file],
  });
  expect(await client.execute(showSslCert(file, { uncommitted: true }))).toMatchObject({
    file,
    used: false,
    names: ["DNS:b.test", "DNS:*.b.test"],
  });
  await client.execute(commitSslCert(file));
  await client.execute(addSslCrtList(path("certs"), { file }));
  expect(await served(tls, "x.b.test")).toBe("b.test");
  expect(await client.execute(showSslCert(file))).toMatchObject({
    used: true,
    subject: "/CN=b.test",
    issuer: "/CN=Test CA",
    serial: expect.stringMatching(/^[0-9A-F]+$/),
    sha1Fingerprint: expect.stringMatching(/^[0-9A-F]{40}$/),
    notBefore: expect.any(Date),
    notAfter: expect.any(Date),
  });
  if (can.showSslSni) {
    const names = await client.execute(showSslSni({ frontend: "tls" }));
    expect(names).toContainEqual(expect.objectContaining({ name: "*.b.test", file, keyType: "ecdsa" }));
    expect(names).toEqual(await client.execute(showSslSni()));
  } else {
    await expect(client.execute(showSslSni())).rejects.toEqual(rejected("Unknown command"));
  }

  await expect(client.execute(delSslCert(file))).rejects.toEqual(rejected("in use"));
  await client.execute(delSslCrtList(path("certs"), { file }));
  await client.execute(delSslCert(file));
  expect(await served(tls, "b.test")).toBe("a.test");
  await expect(client.execute(delSslCert(file))).rejects.toEqual(rejected("doesn't exist"));
});

it("replaces a certificate, or aborts", async () => {
  await using rich = await startRich();
  const { client, path } = rich;
  const file = path("certs/a.pem");

  await client.execute(setSslCert(file, pem("b.pem")));
  await client.execute(abortSslCert(file));
  expect(await served(path("tls.sock"), "a.test")).toBe("a.test");
  await client.execute(setSslCert(file, pem("b.pem")));
  await client.execute(commitSslCert(file));

  expect(await served(path("tls.sock"), "a.test")).toBe("b.test");
  await expect(client.execute(commitSslCert(file))).rejects.toEqual(rejected("No ongoing transaction"));
  await expect(client.execute(setSslCert(file, "nonsense"))).rejects.toEqual(
    rejected("unable to load certificate"),
  );
  await expect(client.execute(setSslCert("/nope", pem("b.pem")))).rejects.toEqual(rejected("not referenced"));
});

it("reports an open transaction of another certificate", async () => {
  await using rich = await startRich();
  const { client, path } = rich;
  const [a, b] = [path("certs/a.pem"), path("certs/b.pem")];
  await client.execute(newSslCert(b));
  await client.execute(setSslCert(b, pem("b.pem")));

  const error = await client.execute(setSslCert(a, pem("a.pem"))).catch((caught: unknown) => caught);

  // 2.6 writes it into the other's transaction; later ones refuse
  expect(error).toMatchObject({ message: expect.stringContaining(b) });
  expect((error as { code: string }).code).toMatch(/^REJECTED$|^MALFORMED_REPLY$/);
  expect((error as Error).message).not.toContain("PRIVATE KEY");
  await expect(client.execute(abortSslCert(a))).rejects.toEqual(rejected(b));
});

it("edits a crt-list with options and filters", async () => {
  await using rich = await startRich();
  const { client, path } = rich;
  const [list, file] = [path("crt-list.txt"), path("b.pem")];
  expect(await client.execute(showSslCrtLists())).toEqual(expect.arrayContaining([path("certs"), list]));
  expect(await client.execute(showSslCrtList(list))).toEqual([
    { file: expect.stringContaining("certs/a.pem"), lineNumber: 1, options: "alpn h2", filters: ["a.test"] },
  ]);
  await client.batch([newSslCert(file), setSslCert(file, pem("b.pem")), commitSslCert(file)]);

  const entry = { file, options: ["alpn", "h2,http/1.1"], filters: ["b.test", "*.b.test", "!no.b.test"] };
  await client.execute(addSslCrtList(list, entry));
  await client.execute(addSslCrtList(list, { file, filters: ["c.test"] }));
  expect((await client.execute(showSslCrtList(list))).slice(1)).toEqual([
    { file, lineNumber: 2, options: "alpn h2,http/1.1", filters: entry.filters },
    { file, lineNumber: 3, options: "", filters: ["c.test"] },
  ]);
  expect(await served(path("tls-list.sock"), "c.test")).toBe("b.test");
  await client.execute(delSslCrtList(list, { file, lineNumber: 3 }));
  expect(await served(path("tls-list.sock"), "c.test")).toBe("a.test");

  const results = await client.batch([
    addSslCrtList(list, { file: "/nope.pem", filters: ["x.test"] }),
    addSslCrtList(path("certs"), { file: path("certs/a.pem") }),
    delSslCrtList(list, { file: "/nope.pem" }),
    showSslCrtList("/nope"),
    showSslCert("/nope"),
    newSslCert(file),
  ]);
  const reasons = [
    "does not exist",
    "already exists",
    "does not exist",
    "didn't find",
    "Not found",
    "already exists",
  ];
  expect(results).toEqual(reasons.map((reason) => ({ ok: false, error: rejected(reason) })));
});

it("changes a CA file", async () => {
  await using rich = await startRich();
  const { client, path, can } = rich;
  const [used, fresh] = [path("ca.crt"), "fresh.crt"];
  expect((await client.execute(showSslCaFiles())).files).toContainEqual({ file: used, certificates: 1 });
  expect(await client.execute(showSslCaFile(used))).toEqual({
    used: true,
    certificates: [expect.objectContaining({ size: expect.any(Number) })],
  });

  await client.execute(newSslCaFile(fresh));
  await client.execute(setSslCaFile(fresh, pem("ca.crt")));
  const added = await client.batch([addSslCaFile(fresh, pem("a.pem").split("-----BEGIN PRIVATE")[0] ?? "")]);
  expect(added[0].ok).toBe(can.addSslCaFile);
  const { uncommitted } = await client.execute(showSslCaFiles());
  expect(uncommitted.map(({ file }) => file)).toEqual([fresh]);
  const shown = await client.execute(showSslCaFile(fresh, { uncommitted: true }));
  expect(shown.certificates[0]?.get("Subject")).toBe("/CN=Test CA");
  await client.execute(abortSslCaFile(fresh));
  await client.execute(setSslCaFile(used, pem("ca.crt")));
  await client.execute(commitSslCaFile(used));
  await client.execute(delSslCaFile(fresh));

  await expect(client.execute(delSslCaFile(used))).rejects.toEqual(rejected("in use"));
  await expect(client.execute(commitSslCaFile(used))).rejects.toEqual(rejected("No ongoing transaction"));
});

it("changes a CRL file", async () => {
  await using rich = await startRich();
  const { client, path } = rich;
  const [used, fresh] = [path("crl.pem"), "fresh-crl.pem"];
  expect(await client.execute(showSslCrlFiles())).toEqual({ files: [used], uncommitted: [] });
  const { used: isUsed, lists } = await client.execute(showSslCrlFile(used));
  expect([isUsed, lists.length, lists[0]]).toEqual([true, 1, expect.stringContaining("Issuer: /CN=Test CA")]);

  await client.execute(newSslCrlFile(fresh));
  await client.execute(setSslCrlFile(fresh, pem("crl.pem")));
  expect((await client.execute(showSslCrlFiles())).uncommitted).toEqual([fresh]);
  await client.execute(abortSslCrlFile(fresh));
  await client.execute(setSslCrlFile(used, pem("crl.pem")));
  await client.execute(commitSslCrlFile(used));
  await client.execute(delSslCrlFile(fresh));

  await expect(client.execute(delSslCrlFile(used))).rejects.toEqual(rejected("in use"));
});

it("staples an OCSP response, and refuses anything else", async () => {
  await using rich = await startRich();

  expect(await rich.client.execute(setSslOcspResponse(fixture("a.ocsp")))).toBeUndefined();
  await expect(rich.client.execute(setSslOcspResponse(Buffer.from("nonsense")))).rejects.toEqual(
    rejected("Unable to parse OCSP response"),
  );
});
