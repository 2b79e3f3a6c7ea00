import { AcmeError } from "../errors.js";
import { readSecretFile } from "./secret-file.js";

const TOKEN = /^\s*dns_cloudflare_api_token\s*=\s*(\S+)\s*$/m;

/** Where the API token may be. */
export interface CloudflareTokenSources {
  /** Takes precedence over the file. */
  readonly fromEnvironment: string | undefined;
  /** `dns_cloudflare_api_token = TOKEN`, as certbot has it. */
  readonly file: string;
}

/**
 * Reads the API token: from the environment, else from the file.
 *
 * @throws AcmeError `NOT_CONFIGURED` if there is none, or other users may read the file
 */
export async function cloudflareToken({ fromEnvironment, file }: CloudflareTokenSources): Promise<string> {
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  const remedy = 'add the line "dns_cloudflare_api_token = TOKEN" to the file';
  const text = await readSecretFile(file, "Cloudflare token", remedy);
  const token = TOKEN.exec(text)?.[1]?.replace(/^(["'])(.*)\1$/, "$2");
  if (token === undefined || token === "") {
    throw new AcmeError("NOT_CONFIGURED", `${file} has no line "dns_cloudflare_api_token = TOKEN"`);
  }
  return token;
}
