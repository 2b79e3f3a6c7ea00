import { countOf } from "../../../program/count-of.js";
import { UsageError } from "../../../program/usage-error.js";
import { importState } from "../../../tools/catalog/transfer/import.js";
import type { ExportDocument } from "../../../transfer/document.js";
import { confirmed } from "../../confirm.js";
import { EXIT } from "../../exit-codes.js";
import { writeText } from "../../output/wrap-text.js";
import { readPassphrase } from "../../passphrase.js";
import { type Around, runToolVerb } from "../../run-tool-verb.js";
import { defineToolVerb } from "../../tool-verb.js";
import type { Call } from "../../verb.js";
import { assertLocal, CERTIFICATE_OPTIONS, openCertificates } from "./certificates.js";
import { readDocument } from "./read-document.js";

const made = defineToolVerb({
  name: "import",
  tool: importState,
  summary: "make domains and servers those of an export, all or none; other domains stay without --prune",
  positionals: [{ name: "FILE", argument: "document", read: readDocument }],
  confirmPlan: ({ changed, removed }) =>
    changed + removed === 0 ? undefined : `Change ${countOf(changed, "domain")} and remove ${removed}?`,
  examples: ["import domains.json --dry-run", "import domains.json --prune --yes"],
});

export const importVerb = {
  ...made,
  options: { ...made.options, ...CERTIFICATE_OPTIONS },
  async run(call: Call): Promise<number> {
    const [file = ""] = call.positionals;
    // read once: standard input has an end
    const { certificates: sealed, ...document } = readDocument(file);
    const parts = {
      ...made.parts,
      positionals: [{ name: "FILE", argument: "document", read: () => document }],
    };
    if ((call.options as Options)["certificates"] !== true) {
      if (sealed !== undefined)
        note(call, `The certificates of ${file} are left out; add --certificates to import them.`);
      return runToolVerb(parts, call);
    }
    if (sealed === undefined)
      throw new UsageError(
        `${file} has no certificates. Nothing was changed. Export them with --certificates.`,
      );
    const around = await withCertificates(sealed, call);
    return around === undefined ? EXIT.refused : runToolVerb(parts, call, around);
  },
};

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** Decrypts and checks all of them before anything is changed. @returns `undefined` where the user refuses */
async function withCertificates(
  sealed: NonNullable<ExportDocument["certificates"]>,
  call: Call,
): Promise<Around | undefined> {
  const { environment, signal } = call;
  const options = call.options as Options;
  const text = (name: string) => options[name] as string | undefined;
  assertLocal(text("url"), environment);
  const source = { environment, file: text("passphrase-file"), isNew: false, signal };
  const passphrase = await readPassphrase(source);
  const { unseal } = await import("../../../transfer/seal.js");
  const certificates = await unseal(sealed, passphrase);
  const local = await openCertificates(environment);
  const replaced = await local.check(certificates, signal);
  const [count, files] = [
    countOf(certificates.length, "certificate"),
    certificates.map(({ file }) => file).join(", "),
  ];
  const replacing = `${countOf(replaced.length, "certificate")} of this machine: ${replaced.join(", ")}`;
  if (options["dry-run"] === true) {
    note(call, `Would deploy ${count}: ${files}`);
    if (replaced.length > 0) note(call, `Would replace ${replacing}`);
  } else if (replaced.length > 0 && options["yes"] !== true) {
    if (!(await confirmed(`Replace ${replacing}?`, process, signal))) return undefined;
  }
  return async (change) => {
    const { rollBack } = await local.deploy(certificates, { reason: text("reason"), signal });
    try {
      const output = await change();
      note(
        call,
        `Deployed ${count}: ${files}. haproxy-mcp renews what it issued here: to have them renewed, issue them.`,
      );
      return output;
    } catch (error) {
      await rollBack();
      throw error;
    }
  };
}

function note({ options }: Call, text: string): void {
  if ((options as Options)["quiet"] !== true) writeText(process.stderr, `${text}\n`);
}
