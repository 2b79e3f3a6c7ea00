import { createHash, randomBytes } from "node:crypto";
import { z } from "zod";
import { DEFAULT_TOKEN } from "./default-token.js";
import { ROLES } from "./role.js";

/** 256 bits: no client guesses one. */
const TOKEN_BYTES = 32;
/** Shows a scanner of source code what it found. */
const PREFIX = "hmcp_";
/** No address, and no `local:…`: what calls without a token. */
const NAME = /^[a-z][\w.-]{0,63}$/i;
/** Callers of other kinds. */
const RESERVED: readonly string[] = [DEFAULT_TOKEN, "system", "outside"];

const recordSchema = z.looseObject({
  role: z.enum(ROLES),
  /** The digest of the token, in lower-case hexadecimal digits. The token itself is stored nowhere. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  created: z.iso.datetime(),
  /** Absent: it has no end. */
  expires: z.iso.datetime().optional(),
});

export type TokenRecord = z.infer<typeof recordSchema>;
/** The tokens by their names. */
export type TokenRecords = ReadonlyMap<string, TokenRecord>;

/** `undefined` for an acceptable name; otherwise what a name must be. */
export function nameProblem(name: string): string | undefined {
  if (!NAME.test(name)) return "must begin with a letter and have up to 64 letters, digits and any of ._-";
  return RESERVED.includes(name.toLowerCase()) ? "means another kind of caller" : undefined;
}

/** @throws Error with the name of what is not valid */
export function parseTokens(text: string): TokenRecords {
  const { data: records, error } = z.record(z.string(), recordSchema).safeParse(JSON.parse(text));
  const [issue] = error?.issues ?? [];
  if (records === undefined) throw new Error(`${issue?.path.join(".")}: ${issue?.message}`);
  const wrong = Object.keys(records).find((name) => nameProblem(name) !== undefined);
  if (wrong !== undefined) throw new Error(`the name ${JSON.stringify(wrong)} ${nameProblem(wrong)}`);
  return new Map(Object.entries(records));
}

export function formatTokens(records: TokenRecords): string {
  return `${JSON.stringify(Object.fromEntries(records), undefined, 2)}\n`;
}

export function generateToken(): string {
  return `${PREFIX}${randomBytes(TOKEN_BYTES).toString("base64url")}`;
}

export function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

export function hasExpired({ expires }: Pick<TokenRecord, "expires">, nowMs: number): boolean {
  return expires !== undefined && Date.parse(expires) <= nowMs;
}
