import { join } from "node:path";
import { readText, replaceFile, secretFolder } from "../disk.js";
import type { ExternalAccount } from "../protocol/account.js";
import { readConf, withLinesOf } from "./conf-file.js";

/** Where acme.sh keeps what it has at a CA: by host and path, without the port. */
function caFolder(home: string, directoryUrl: string): string {
  const { hostname, pathname } = new URL(directoryUrl);
  return join(home, "ca", hostname, pathname.replace(/^\//, ""));
}

/** Whether acme.sh has an account there. */
export async function hasAccount(home: string, directoryUrl: string): Promise<boolean> {
  const conf = await readText(join(caFolder(home, directoryUrl), "ca.conf")).catch(() => undefined);
  return (readConf(conf ?? "").get("ACCOUNT_URL") ?? "") !== "";
}

/** Passes the external account binding to acme.sh in its own file: every user of the machine could read an argument. */
export async function writeExternalAccount(
  home: string,
  directoryUrl: string,
  { kid, hmacKey }: ExternalAccount,
): Promise<void> {
  const folder = caFolder(home, directoryUrl);
  await secretFolder(folder);
  const file = join(folder, "ca.conf");
  const text = (await readText(file).catch(() => undefined)) ?? "";
  const lines = `CA_EAB_KEY_ID='${kid}'\nCA_EAB_HMAC_KEY='${hmacKey}'\n`;
  await replaceFile(file, withLinesOf(text, lines, ["CA_EAB_KEY_ID", "CA_EAB_HMAC_KEY"]));
}
