import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const ATTRIBUTES = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90"];

/** A certificate for one name, and its key, as a file of HAProxy has them (PEM). */
export async function selfSigned(name: string): Promise<string> {
  const names = ["-subj", `/CN=${name}`, "-addext", `subjectAltName=DNS:${name}`];
  const { stdout } = await run("openssl", ["req", ...ATTRIBUTES, ...names, "-keyout", "-", "-out", "-"]);
  const [key = "", certificate = ""] = stdout.split(/(?=-----BEGIN CERTIFICATE)/);
  return certificate + key;
}
