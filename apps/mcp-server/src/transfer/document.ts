import {
  DEFAULT_STATE,
  DEFAULT_WEIGHT,
  domainPatternSchema,
  ipAddressSchema,
  parse,
  portSchema,
  SLOT_LIMIT,
  serverStateSchema,
  slotSchema,
  ValidationError,
  weightSchema,
} from "@haproxy-mcp/validation";
import { z } from "zod";
import { ROLES } from "../access/role.js";

export const FORMAT = "haproxy-mcp export";
/** Of the format. A change that an older haproxy-mcp would misread is a new version. */
export const VERSION = 1;

const serverSchema = z.strictObject({
  slot: slotSchema.describe(`Its place in the pool, from 1 to ${SLOT_LIMIT}`),
  ip: ipAddressSchema.describe("IPv4 or IPv6 address"),
  http_port: portSchema,
  weight: weightSchema.default(DEFAULT_WEIGHT),
  state: serverStateSchema.default(DEFAULT_STATE),
});

const poolSchema = z
  .strictObject({
    domains: z.array(domainPatternSchema).min(1).describe("Names that share the servers"),
    servers: z.array(serverSchema).max(SLOT_LIMIT),
  })
  .describe("One pool. Its number is not part of it: an import takes a free one");

const tokenSchema = z
  .strictObject({
    name: z.string().max(64),
    role: z.enum(ROLES),
    expires: z.iso.datetime().optional().describe("Absent: it has no end"),
  })
  .describe("For information: an import makes no token, and lists those that are missing");

/** Of so many bytes exactly: what a file asks this process to do is bounded. */
const bytes = (count: number) => z.base64().length(4 * Math.ceil(count / 3));

export const SALT_BYTES = 16;
export const NONCE_BYTES = 12; // NIST SP 800-38D section 8.2
export const TAG_BYTES = 16;

/** The cost is stored, so that later versions can raise it. */
export const sealedSchema = z
  .strictObject({
    kdf: z.literal("scrypt"),
    n: z
      .number()
      .int()
      .min(2 ** 10)
      .max(2 ** 18)
      .describe("Cost of scrypt, a power of 2; with r = 8 and p = 1"),
    salt: bytes(SALT_BYTES),
    cipher: z.literal("aes-256-gcm"),
    nonce: bytes(NONCE_BYTES),
    tag: bytes(TAG_BYTES),
    data: z.base64(),
  })
  .describe("Certificates with their private keys, encrypted with a key that is derived from a passphrase");

export type Sealed = z.output<typeof sealedSchema>;

/** What `haproxy-mcp export` writes. `docs/export.schema.json` is made from it. */
export const documentSchema = z
  .strictObject({
    format: z.literal(FORMAT),
    version: z.literal(VERSION),
    pools: z.array(poolSchema),
    tokens: z.array(tokenSchema).default([]),
    certificates: sealedSchema.optional(),
  })
  .describe("Domains, servers, states and names of tokens of one haproxy-mcp");

export type ExportDocument = z.output<typeof documentSchema>;

/**
 * Reads a document of this version.
 *
 * @throws ValidationError `INVALID_INPUT` for another format or a newer version, an unknown key, …; its field is the place:
 *   `pools[2].servers[0].ip`
 */
export function parseDocument(given: unknown): ExportDocument {
  const { format, version } = (given ?? {}) as Readonly<Record<string, unknown>>;
  if (format !== FORMAT) {
    const problem = `is ${JSON.stringify(format) ?? "missing"}; it must be ${JSON.stringify(FORMAT)}`;
    throw new ValidationError("INVALID_INPUT", "format", problem);
  }
  if (version !== VERSION) {
    const isNewer = typeof version === "number" && version > VERSION;
    const next = isNewer ? "update haproxy-mcp here" : "export again";
    const problem = `is ${JSON.stringify(version) ?? "missing"}; this haproxy-mcp reads version ${VERSION}: ${next}`;
    throw new ValidationError("INVALID_INPUT", "version", problem);
  }
  return parse(documentSchema, given);
}
