import { countOf } from "../../../program/count-of.js";
import { exportState } from "../../../tools/catalog/transfer/export.js";
import { openCaller } from "../../callers/open-caller.js";
import { EXIT } from "../../exit-codes.js";
import { openOutputFile } from "../../output/output-file.js";
import { createProgressLine } from "../../output/progress-line.js";
import { writeText } from "../../output/wrap-text.js";
import { readPassphrase } from "../../passphrase.js";
import { defineToolVerb } from "../../tool-verb.js";
import type { Call } from "../../verb.js";
import { assertLocal, CERTIFICATE_OPTIONS, openCertificates } from "./certificates.js";

const made = defineToolVerb({
  name: "export",
  tool: exportState,
  summary: "write domains, servers, states and token names as one JSON document",
  examples: ["export -o domains.json", "export --url https://mcp.example.com/mcp"],
});
const { url, token, quiet } = made.options;

export const exportVerb = {
  ...made,
  options: {
    file: {
      type: "string",
      value: "FILE",
      short: "o",
      summary: "write it there, readable by its owner only (default: standard output)",
    },
    ...CERTIFICATE_OPTIONS,
    ...(quiet && { quiet }),
    ...(url && { url }),
    ...(token && { token }),
  },
  run: runExport,
} as const;

async function runExport({ options: given, environment, signal }: Call): Promise<number> {
  const options = given as Readonly<Record<string, string | boolean | undefined>>;
  const text = (name: string) => options[name] as string | undefined;
  const isQuiet = options["quiet"] === true;
  const sealing =
    options["certificates"] === true ? await prepareSealing(options, environment, signal) : undefined;
  const file = openOutputFile(text("file"));
  const progress = createProgressLine(process.stderr, isQuiet);
  try {
    await using caller = await openCaller({ environment, url: text("url"), token: text("token"), signal });
    const output = await caller.call(exportState, {}, { signal, progress: progress.show });
    const sealed = await sealing?.();
    progress.end();
    const document = { ...(output["document"] as object), certificates: sealed?.certificates };
    file.write(`${JSON.stringify(document, undefined, 2)}\n`);
    const [counts = "", ...others] = exportState
      .summarise(output as never)
      .split("\n")
      .slice(0, -1);
    const shown = [
      ...(text("file") === undefined
        ? []
        : [`${[counts, ...(sealed?.counts ?? [])].join(", ")} in ${text("file")}`]),
      ...others,
      ...(sealed?.leftOut ?? []),
    ];
    if (!isQuiet) writeText(process.stderr, shown.map((line) => `${line}\n`).join(""));
    return (output["problems"] as readonly string[]).length > 0 ? EXIT.degraded : EXIT.done;
  } finally {
    progress.end();
    file.end();
  }
}

/** Reads the passphrase at once: root may work as the service later, which can't read every file. */
async function prepareSealing(
  options: Readonly<Record<string, string | boolean | undefined>>,
  environment: Call["environment"],
  signal: AbortSignal,
) {
  assertLocal(options["url"] as string | undefined, environment);
  const file = options["passphrase-file"] as string | undefined;
  const passphrase = await readPassphrase({ environment, file, isNew: true, signal });
  return async () => {
    const { certificates, leftOut } = await (await openCertificates(environment)).exportAll();
    const { seal } = await import("../../../transfer/seal.js");
    return {
      certificates: await seal([...certificates], passphrase),
      counts: [countOf(certificates.length, "certificate")],
      leftOut: leftOut.map(({ file: name, why }) => `left out: ${name}: ${why}`),
    };
  };
}
