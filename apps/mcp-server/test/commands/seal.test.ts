import { expect, it } from "vitest";
import { sealedSchema } from "../../src/transfer/document.js";
import { seal, unseal } from "../../src/transfer/seal.js";

const CERTIFICATES = [{ file: "a.pem", pem: "-----BEGIN PRIVATE KEY-----" }];
const CHEAP = 2 ** 10;
const PASSPHRASE = "correct horse battery";

it("encrypts certificates for whoever knows the passphrase", async () => {
  const sealed = await seal(CERTIFICATES, PASSPHRASE, CHEAP);

  expect(sealedSchema.parse(sealed)).toEqual(sealed);
  expect(Buffer.from(sealed.data, "base64").toString("latin1")).not.toContain("PRIVATE");
  expect(await unseal(sealed, PASSPHRASE)).toEqual(CERTIFICATES);
  // another salt and nonce each time
  expect((await seal(CERTIFICATES, PASSPHRASE, CHEAP)).data).not.toBe(sealed.data);
});

it("refuses another passphrase, and whatever was changed", async () => {
  const sealed = await seal(CERTIFICATES, PASSPHRASE, CHEAP);
  const flipped = (text: string) => {
    const bytes = Buffer.from(text, "base64");
    bytes[0] = (bytes[0] ?? 0) ^ 1;
    return bytes.toString("base64");
  };
  const changed = (["salt", "nonce", "tag", "data"] as const).map((name) => ({
    ...sealed,
    [name]: flipped(sealed[name]),
  }));

  await expect(unseal(sealed, "another passphrase")).rejects.toThrow(
    /can't be decrypted.*Nothing was changed/,
  );
  for (const name of ["salt", "nonce", "tag"])
    expect(sealedSchema.safeParse({ ...sealed, [name]: sealed.data }).success).toBe(false);
  for (const one of [...changed, { ...sealed, n: 2 * CHEAP }, { ...sealed, tag: sealed.tag.slice(0, 8) }])
    await expect(unseal(one, PASSPHRASE)).rejects.toThrow(/can't be decrypted/);
});
