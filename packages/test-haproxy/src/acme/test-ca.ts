import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const DAYS = "2";

/** Certificates for the servers of tests, by OpenSSL. */
export interface TestCa {
  /** Certificate to trust its servers by (PEM). */
  readonly caFile: string;
  readonly ca: string;
  /** PEM files of a server for these names. */
  issue(names: readonly string[]): Promise<{ readonly certificateFile: string; readonly keyFile: string }>;
}

/** Makes a CA in a folder. */
export async function createTestCa(folder: string): Promise<TestCa> {
  const caFile = join(folder, "test-ca.pem");
  const caKey = join(folder, "test-ca.key");
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  await run("openssl", [
    ...["req", "-x509", ...newKey, "-keyout", caKey, "-out", caFile, "-days", DAYS, "-subj", "/CN=test CA"],
    ...["-addext", "basicConstraints=critical,CA:TRUE"],
  ]);
  let count = 0;
  return {
    caFile,
    ca: await readFile(caFile, "utf8"),
    async issue(names) {
      const file = join(folder, `server-${count++}`);
      const files = { certificateFile: `${file}.pem`, keyFile: `${file}.key` };
      await writeFile(`${file}.ext`, `subjectAltName=${names.map(alternativeName).join(",")}\n`);
      await run("openssl", [
        ...["req", ...newKey, "-keyout", files.keyFile, "-out", `${file}.csr`, "-subj", `/CN=${names[0]}`],
      ]);
      await run("openssl", [
        ...["x509", "-req", "-in", `${file}.csr`, "-CA", caFile, "-CAkey", caKey, "-set_serial", `${count}`],
        ...["-days", DAYS, "-extfile", `${file}.ext`, "-out", files.certificateFile],
      ]);
      return files;
    },
  };
}

function alternativeName(name: string): string {
  return `${/^[\d.]+$|:/.test(name) ? "IP" : "DNS"}:${name}`;
}
