import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { temporaryFolder } from "@haproxy-mcp/test-haproxy";

const run = promisify(execFile);

/**
 * A certificate and its key, as a file of HAProxy has them (PEM).
 *
 * @param days that it is valid for, from now; with 0 it has expired
 */
export async function certificateFor(names: readonly string[], days: number): Promise<string> {
  await using folder = await temporaryFolder("certificate-");
  const [key, request, certificate] = ["key.pem", "request.pem", "certificate.pem"].map((name) =>
    join(folder.path, name),
  ) as [string, string, string];
  await run("openssl", [
    ...["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key],
    ...["-out", request, "-subj", `/CN=${names[0]}`],
    ...["-addext", `subjectAltName=${names.map((name) => `DNS:${name}`).join(",")}`],
  ]);
  await run("openssl", [
    ...["x509", "-req", "-in", request, "-signkey", key, "-days", String(days)],
    ...["-copy_extensions", "copyall", "-out", certificate],
  ]);
  return (await readFile(certificate, "utf8")) + (await readFile(key, "utf8"));
}
