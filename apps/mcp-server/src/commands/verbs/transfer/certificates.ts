import type { CertificateText, ImportedCertificates } from "@haproxy-mcp/acme-manager";
import { localCaller } from "../../../access/caller.js";
import { reasonOf } from "../../../history/reason.js";
import { workAsService } from "../../../init/service-account.js";
import { createLog } from "../../../program/log.js";
import { UsageError } from "../../../program/usage-error.js";
import { createServices } from "../../../services.js";
import { loadMachineConfig } from "../../../settings/settings-file.js";
import { errorResult } from "../../../tools/error-result.js";
import { toCallError } from "../../callers/tool-call-error.js";
import type { Options } from "../../verb.js";

export const CERTIFICATE_OPTIONS: Options = {
  certificates: {
    type: "boolean",
    summary: "also certificates with their private keys, encrypted with a passphrase; on this machine only",
  },
  "passphrase-file": {
    type: "string",
    value: "FILE",
    summary: "file with the passphrase (default: HAPROXY_MCP_PASSPHRASE, or the terminal asks)",
  },
};

/** @throws UsageError for a remote server: private keys stay on their machine, or travel encrypted in a file */
export function assertLocal(
  url: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): void {
  if (!url && !environment["HAPROXY_MCP_URL"]) return;
  throw new UsageError(
    "--certificates works on this machine's certificates only, and a remote server is named (--url, or HAPROXY_MCP_URL). Nothing was done. Run it there.",
  );
}

/** This machine's certificates, for its operator. */
export interface LocalCertificates {
  /** @throws ToolCallError */
  exportAll(): ReturnType<ReturnType<typeof createServices>["certificates"]["exportAll"]>;
  /** Changes nothing. @returns the files of other certificates that would be replaced @throws ToolCallError */
  check(certificates: readonly CertificateText[], signal: AbortSignal): Promise<readonly string[]>;
  /** Recorded in the history. @throws ToolCallError */
  deploy(
    certificates: readonly CertificateText[],
    options: { readonly reason: string | undefined; readonly signal: AbortSignal },
  ): Promise<ImportedCertificates>;
}

export async function openCertificates(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<LocalCertificates> {
  const config = await loadMachineConfig(environment, { defaults: { LOG_LEVEL: "WARNING" } });
  await workAsService(config);
  const log = createLog(config.logLevel);
  const { certificates: manager, history } = createServices(config, log);
  const explained = (error: unknown): never => {
    throw toCallError(errorResult(error, log));
  };
  return {
    exportAll: () => manager.exportAll().catch(explained),
    check: (certificates, signal) => manager.checkImport(certificates, { signal }).catch(explained),
    deploy: (certificates, { reason, signal }) => {
      const files = certificates.map(({ file }) => file);
      const call = {
        caller: localCaller("command line"),
        operation: "import_certificates",
        input: { files },
        reason: reasonOf(reason),
      };
      return history
        .record(call, async (entry) => {
          await entry.begin();
          const imported = await manager.importAll(certificates, { signal });
          entry.describe(files.map((file) => `deploy ${file}`));
          return {
            ...imported,
            async rollBack() {
              await imported.rollBack().catch(explained);
              await history.note(call, { result: "rolled back" });
            },
          };
        })
        .catch(explained);
    },
  };
}
