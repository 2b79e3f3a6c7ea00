import { UsageError } from "../../../program/usage-error.js";
import { renewAllCerts } from "../../../tools/catalog/certificates/renew-all-certs.js";
import { renewCert } from "../../../tools/catalog/certificates/renew-cert.js";
import { defineEitherVerb } from "../../either-verb.js";
import { defineToolVerb } from "../../tool-verb.js";
import { CERTIFICATE } from "../positionals.js";

const renewOne = defineToolVerb({
  name: "certs renew",
  tool: renewCert,
  positionals: [CERTIFICATE],
  examples: ["certs renew example.com", "certs renew example.com --force --dry-run"],
});

const renewAll = defineToolVerb({
  name: "certs renew --all",
  tool: renewAllCerts,
  isDegraded: ({ failed }) => failed > 0,
  examples: ["certs renew --all --dry-run", "certs renew --all --force"],
});

export const certsRenew = defineEitherVerb({
  name: "certs renew",
  summary: "renew one certificate, or with --all every one that is due",
  either: [renewOne, renewAll],
  options: { all: { type: "boolean", summary: "renew every certificate that is due" } },
  choose({ options, positionals }) {
    const isAll = (options as Readonly<Record<string, unknown>>)["all"] === true;
    if (isAll === positionals.length > 0)
      throw new UsageError(
        "certs renew needs the name of a certificate, or --all; see haproxy-mcp certs list",
      );
    return isAll ? renewAll : renewOne;
  },
  examples: ["certs renew example.com --dry-run", "certs renew --all --dry-run"],
});
