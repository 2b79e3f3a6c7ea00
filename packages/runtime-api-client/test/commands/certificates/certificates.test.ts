import { describe, expect, it } from "vitest";
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
import { expectUnsafe, expectWrites } from "../../expect-commands.js";
import { parse } from "../../reply-of.js";

const PEM = "-----BEGIN X-----\nAAAA\n-----END X-----";
const malformed = expect.objectContaining({ code: "MALFORMED_REPLY" });

describe("commands that change certificates", () => {
  const committed = (name: string) => `Committing ${name}\nSuccess!`;
  const aborted = "[5]: Transaction aborted for certificate 'a b.pem'!";
  const inserted = "Inserting certificate 'a.pem' in crt-list '/certs'.\nSuccess!";
  expectWrites([
    [newSslCert("a b.pem"), "new ssl cert a\\ b.pem", "[5]: New empty certificate store 'a b.pem'!"],
    [
      setSslCert("a.pem", PEM),
      "set ssl cert a.pem <<",
      "[5]: Transaction created for certificate a.pem!",
      "[5]: Transaction updated for certificate a.pem!",
    ],
    [commitSslCert("a.pem"), "commit ssl cert a.pem", committed("a.pem")],
    [abortSslCert("a b.pem"), "abort ssl cert a\\ b.pem", aborted],
    [delSslCert("a.pem"), "del ssl cert a.pem", "[5]: Certificate 'a.pem' deleted!"],
    [newSslCaFile("a.pem"), "new ssl ca-file a.pem", "[5]: New CA file created 'a.pem'!"],
    [setSslCaFile("a.pem", PEM), "set ssl ca-file a.pem <<", "[5]: transaction created for CA a.pem!"],
    [addSslCaFile("a.pem", PEM), "add ssl ca-file a.pem <<", "[5]: transaction updated for CA a.pem!"],
    [commitSslCaFile("a.pem"), "commit ssl ca-file a.pem", committed("a.pem.")],
    [abortSslCaFile("a b.pem"), "abort ssl ca-file a\\ b.pem", aborted],
    [delSslCaFile("a.pem"), "del ssl ca-file a.pem", "[5]: CA file 'a.pem' deleted!"],
    [newSslCrlFile("a.pem"), "new ssl crl-file a.pem", "[5]: New CRL file created 'a.pem'!"],
    [setSslCrlFile("a.pem", PEM), "set ssl crl-file a.pem <<", "[5]: transaction created for CRL a.pem!"],
    [commitSslCrlFile("a.pem"), "commit ssl crl-file a.pem", committed("a.pem.")],
    [abortSslCrlFile("a b.pem"), "abort ssl crl-file a\\ b.pem", aborted],
    [delSslCrlFile("a.pem"), "del ssl crl-file a.pem", "[5]: CRL file 'a.pem' deleted!"],
    [addSslCrtList("/certs", { file: "a.pem" }), "add ssl crt-list /certs a.pem", inserted],
    [addSslCrtList("/list", { file: "a.pem", filters: ["*.x"] }), "add ssl crt-list /list <<", inserted],
    [
      delSslCrtList("/list", { file: "a.pem", lineNumber: 2 }),
      "del ssl crt-list /list a.pem:2",
      "[5]: Entry 'a.pem' deleted in crtlist '/list'!",
    ],
    [
      delSslCrtList("/certs", { file: "a.pem" }),
      "del ssl crt-list /certs a.pem",
      "[5]: Entry 'a.pem' deleted in crtlist '/certs'!",
    ],
    [setSslOcspResponse(Buffer.from("x")), "set ssl ocsp-response <<", "[4]: OCSP Response updated!"],
  ]);
  const entry = (change: object) => () => addSslCrtList("/list", { file: "a.pem", ...change });
  expectUnsafe([
    ["a transaction for a file", () => setSslCert("*a.pem", PEM)],
    ["an empty PEM", () => setSslCert("a.pem", " \n\r\n")],
    ["an empty OCSP response", () => setSslOcspResponse(Buffer.alloc(0))],
    ["a filter with a space", entry({ filters: ["a b"] })],
    ["a filter that ends the brackets", entry({ options: ["alpn", "h2]"] })],
    ["a file with a line break in a payload", entry({ file: "a\nb", filters: ["x"] })],
    ["a comment", entry({ filters: ["#x"] })],
    ["line 0", () => delSslCrtList("/list", { file: "a.pem", lineNumber: 0 })],
  ]);
});

describe("payloads", () => {
  it("have no empty line, which would end them", () => {
    expect(setSslCert("a.pem", "\r\nA\r\n\r\n \nB\n\n").payload).toBe("A\nB");
  });

  it("of a crt-list are one line", () => {
    const entry = { file: "a.pem", options: ["alpn", "h2"], filters: ["a.test", "!b.a.test"] };

    expect(addSslCrtList("/list", entry).payload).toBe("a.pem [alpn h2] a.test !b.a.test");
  });

  it("of an OCSP response are base64", () => {
    expect(setSslOcspResponse(Buffer.from([0, 255])).payload).toBe("AP8=");
  });
});

it("refuses a response about another certificate's transaction, and shows no key", () => {
  const command = setSslCert("a.pem", "-----BEGIN PRIVATE KEY-----\nSECRET");

  expect(() => parse(command, "Transaction updated for certificate b.pem!", 5)).toThrow(
    expect.objectContaining({
      code: "MALFORMED_REPLY",
      outcomeUnknown: true,
      message: expect.stringMatching(/^(?!.*SECRET).*transaction of b\.pem/s),
    }),
  );
});

it("reads lists of files", () => {
  const text = "# transaction\n*b.pem\n# filename\na.pem\nb.pem\n";
  expect(showSslCerts()).toMatchObject({ line: "show ssl cert", kind: "read" });
  expect(parse(showSslCerts(), text)).toEqual({ files: ["a.pem", "b.pem"], uncommitted: ["b.pem"] });
  expect(showSslCrlFiles().line).toBe("show ssl crl-file");
  expect(parse(showSslCrlFiles(), text).uncommitted).toEqual(["b.pem"]);
  expect(showSslCaFiles().line).toBe("show ssl ca-file");
  const cas = "# transaction\n*n.crt - 2 certificate(s)\n# filename\n@system-ca - 144 certificate(s)\n";
  expect(parse(showSslCaFiles(), cas)).toEqual({
    files: [{ file: "@system-ca", certificates: 144 }],
    uncommitted: [{ file: "n.crt", certificates: 2 }],
  });
  expect(() => parse(showSslCaFiles(), "a.crt")).toThrow(malformed);
  expect(showSslCrtLists().line).toBe("show ssl crt-list");
  expect(parse(showSslCrtLists(), "/certs\n/list\n")).toEqual(["/certs", "/list"]);
});

it("CE2 reads the files of a folder, also one whose name has line breaks", () => {
  const reply = "# /certs\n/certs/a.pem:0\n/certs/x\ny\nz.pem:0\n/certs/b c.pem:0\n";
  const files = parse(showSslCrtList("/certs"), reply) as readonly { readonly file: string }[];
  expect(files.map(({ file }) => file)).toEqual(["/certs/a.pem", "/certs/x\ny\nz.pem", "/certs/b c.pem"]);
  expect(() => parse(showSslCrtList("/certs"), "# /certs\n/certs/a.pem:0\n/certs/x\n")).toThrow(malformed);
});

it("reads a certificate", () => {
  const text =
    "Filename: /certs/a.pem\nStatus: Used\nSerial: 0D65\nnotBefore: Nov 23 12:38:08 2026 GMT\n" +
    "notAfter: Sep 19 12:38:08 2027 GMT\nSubject Alternative Name: DNS:a.test, DNS:*.a.test\nAlgorithm: EC256\n" +
    "SHA1 FingerPrint: 8F78\nSubject: /CN=a.test\nIssuer: /CN=Test CA\nChain Subject: /CN=Test CA\n";
  const command = showSslCert("a.pem", { uncommitted: true });

  expect(command).toMatchObject({ line: "show ssl cert *a.pem", kind: "read" });
  expect(parse(command, text)).toEqual({
    file: "/certs/a.pem",
    used: true,
    serial: "0D65",
    notBefore: new Date("2026-11-23T12:38:08Z"),
    notAfter: new Date("2027-09-19T12:38:08Z"),
    names: ["DNS:a.test", "DNS:*.a.test"],
    sha1Fingerprint: "8F78",
    subject: "/CN=a.test",
    issuer: "/CN=Test CA",
    raw: expect.any(Map),
  });
  expect(parse(showSslCert("b.pem"), "Filename: b.pem\nStatus: Empty\n")).toMatchObject({
    used: false,
    names: [],
    serial: undefined,
    notAfter: undefined,
  });
  expect(() => parse(showSslCert("a.pem"), "nonsense")).toThrow(malformed);
});

it("reads CA and CRL files", () => {
  const cas =
    "Filename: ca.crt\nStatus: Used\n \nCertificate #1:\nSerial: 24DC\nSubject: /CN=A\n \nCertificate #2:\nSerial: 1\n";
  expect(showSslCaFile("ca.crt").line).toBe("show ssl ca-file ca.crt");
  expect(parse(showSslCaFile("ca.crt"), cas)).toEqual({
    used: true,
    certificates: [
      new Map([
        ["Serial", "24DC"],
        ["Subject", "/CN=A"],
      ]),
      new Map([["Serial", "1"]]),
    ],
  });
  const crls =
    "Filename: crl.pem\nStatus: Unused\n \nCertificate Revocation List #1:\nVersion 2\nIssuer: /CN=A\n";
  expect(showSslCrlFile("crl.pem", { uncommitted: true }).line).toBe("show ssl crl-file *crl.pem");
  expect(parse(showSslCrlFile("crl.pem"), crls)).toEqual({
    used: false,
    lists: ["Version 2\nIssuer: /CN=A"],
  });
});

it("reads crt-lists, with the NUL that HAProxy prints", () => {
  const text =
    "# /list\n/c/a.pem:1 [alpn h2,http/1.1\0] a.test !b.a.test\n/c/b:c.pem:2\n/c/d.pem:3 x.test\n/c/e.pem:4 [allow-0rtt]\n";
  expect(showSslCrtList("/list")).toMatchObject({ line: "show ssl crt-list -n /list", kind: "read" });
  expect(parse(showSslCrtList("/list"), text)).toEqual([
    { file: "/c/a.pem", lineNumber: 1, options: "alpn h2,http/1.1", filters: ["a.test", "!b.a.test"] },
    { file: "/c/b:c.pem", lineNumber: 2, options: "", filters: [] },
    { file: "/c/d.pem", lineNumber: 3, options: "", filters: ["x.test"] },
    { file: "/c/e.pem", lineNumber: 4, options: "allow-0rtt", filters: [] },
  ]);
  expect(() => parse(showSslCrtList("/list"), "nonsense")).toThrow(malformed);
});

it("reads which names are served", () => {
  const row = "tls/h.cfg:16\t*.a.test\t-\tecdsa\ta.pem\tSep 19 12:38:08 2027 GMT\tNov 23 12:38:08 2026 GMT";
  expect(showSslSni().line).toBe("show ssl sni");
  expect(showSslSni({ frontend: "t x" }).line).toBe("show ssl sni -f t\\ x");
  expect(parse(showSslSni(), `# Frontend/Bind\tSNI\n${row}\n`)).toEqual([
    {
      bind: "tls/h.cfg:16",
      name: "*.a.test",
      negativeFilter: undefined,
      keyType: "ecdsa",
      file: "a.pem",
      notAfter: new Date("2027-09-19T12:38:08Z"),
      notBefore: new Date("2026-11-23T12:38:08Z"),
    },
  ]);
  expect(() => parse(showSslSni(), "nonsense")).toThrow(malformed);
});
