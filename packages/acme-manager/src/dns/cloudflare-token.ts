import { stat } from "node:fs/promises";
import { messageOf } from "@haproxy-mcp/durable-files";
import { readText } from "../disk.js";
import { AcmeError } from "../errors.js";

const TOKEN = /^\s*dns_cloudflare_api_token\s*=\s*(\S+)\s*$/m;

export interface CloudflareTokenSources {
  /** Takes precedence over the file. */
  readonly fromEnvironment: string | undefined;
  /** `dns_cloudflare_api_token = TOKEN`, as certbot has it. */
  readonly file: string;
}

/** @throws AcmeError `NOT_CONFIGURED` if there is none, or other users may read the file */
export async function cloudflareToken({ fromEnvironment, file }: CloudflareTokenSources): Promise<string> {
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  const text = await readText(file).catch((cause) => {
    throw noToken(messageOf(cause), cause);
  });
  if (text === undefined) throw noToken(`${file} does not exist`);
  const { mode } = await stat(file);
  if ((mode & 0o077) !== 0)
    throw new AcmeError("NOT_CONFIGURED", `other users can read ${file}; run "chmod 600 ${file}"`);
  const token = TOKEN.exec(text)?.[1]?.replace(/^(["'])(.*)\1$/, "$2");
  if (token === undefined || token === "") {
    throw new AcmeError("NOT_CONFIGURED", `${file} has no line "dns_cloudflare_api_token = TOKEN"`);
  }
  return token;
}

function noToken(why: string, cause?: unknown): AcmeError {
  return new AcmeError(
    "NOT_CONFIGURED",
    `no Cloudflare token is set: ${why}; add the line "dns_cloudflare_api_token = TOKEN" to the file`,
    { cause },
  );
}
