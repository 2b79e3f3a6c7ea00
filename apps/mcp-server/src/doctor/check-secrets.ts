import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { CertificateFolder } from "@haproxy-mcp/acme-manager";
import { DEFAULT_CERTIFICATE_FILE } from "@haproxy-mcp/haproxy-host";
import { certificateProblems } from "../certificates/certificate-problems.js";
import { readToken } from "../mcp/token.js";
import { messageOf } from "../program/message-of.js";
import type { Config } from "../settings/config.js";
import { type Check, error, type Trouble, warning } from "./check.js";

const OTHERS = 0o077;
const LEAST_TOKEN_CHARACTERS = 16;

/** The bearer token of callers from outside. */
export async function checkToken({ mcp }: Config, root: string): Promise<Check> {
  const name = "token";
  const file = join(root, mcp.tokenFile);
  const mend = "haproxy-mcp init makes one";
  try {
    const token = await readToken(file);
    if (token === undefined)
      return { name, troubles: [warning(`${file} is missing: callers from outside are refused`, mend)] };
    const troubles: Trouble[] = [...(await openToOthers(file))];
    if (token.length < LEAST_TOKEN_CHARACTERS)
      troubles.push(
        error(`the token has ${token.length} characters and can be guessed`, `remove ${file}; ${mend}`),
      );
    // HAProxy compares the line as it is, and takes quotes for part of the token
    const lines = (await readFile(file, "utf8")).split("\n").map((line) => line.trim());
    if (mcp.allowedHosts.length > 0 && !lines.includes(`MCP_TOKEN=${token}`))
      troubles.push(
        error(`HAProxy does not find the token in ${file}`, `write the line MCP_TOKEN=… with no quotes`),
      );
    return { name, troubles, fact: "callers from outside need it" };
  } catch (cause) {
    return { name, troubles: [error(messageOf(cause), `remove ${file}; ${mend}`)] };
  }
}

/** The certificates that HAProxy loads, in the order of their names. */
export async function checkCertificateFiles({ host }: Config, root: string): Promise<Check> {
  const name = "certificates";
  const folder = join(root, host.certsDir);
  if (!existsSync(folder))
    return {
      name,
      troubles: [error(`${folder} is missing: HAProxy does not start with it`, "haproxy-mcp init")],
    };
  let files: readonly string[];
  try {
    files = await new CertificateFolder(folder).files();
  } catch (cause) {
    return { name, troubles: [error(messageOf(cause), "give it to the server's user")] };
  }
  const troubles: Trouble[] = [];
  if (files[0] !== DEFAULT_CERTIFICATE_FILE) {
    const what = `${DEFAULT_CERTIFICATE_FILE} is not the first in ${folder}: clients without a name get ${files[0] ?? "nothing"}`;
    troubles.push(error(what, "haproxy-mcp init makes it"));
  }
  for (const { isBroken, text } of await certificateProblems(folder, files)) {
    troubles.push(
      isBroken ? error(text, "remove or replace it: HAProxy refuses to start") : warning(text, "renew it"),
    );
  }
  for (const file of files) troubles.push(...(await openToOthers(join(folder, file))));
  return { name, troubles, fact: `${files.length} certificates` };
}

async function openToOthers(file: string): Promise<readonly Trouble[]> {
  // one that is not there, as behind a link that leads nowhere, is read by nobody
  const { mode } = await stat(file).catch(() => ({ mode: 0 }));
  if ((mode & OTHERS) === 0) return [];
  return [error(`${file} is readable by others (mode ${(mode & 0o777).toString(8)})`, `chmod 600 ${file}`)];
}
