import { constants } from "node:fs";
import { access, chmod } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "@haproxy-mcp/durable-files";
import { allOf } from "../all-of.js";
import { fileStem } from "../certificate-names.js";
import { checkPublisher } from "../challenge/check-publisher.js";
import { createPublishedProofs, type PublishedProofs } from "../challenge/published-proofs.js";
import { secretFolder, withLock } from "../disk.js";
import {
  type AcmeDriver,
  type DriverOptions,
  type IssuedCertificate,
  type IssueRequest,
  isIssued,
} from "../driver.js";
import { type CommonDriverOptions, DEFAULT_DNS_WAIT_MS, DEFAULT_LIMIT_MS } from "../driver-options.js";
import { AcmeError } from "../errors.js";
import { eabRequiredError } from "../protocol/account.js";
import { type AcmeSession, createAcmeSession } from "../protocol/acme-session.js";
import { askRenewalInfo } from "../protocol/renewal-info.js";
import { withinLimit } from "../within-limit.js";
import { assertUsable, readBundle } from "../x509/certificate-bundle.js";
import { hasAccount, writeExternalAccount } from "./ca-account.js";
import { withLinesOf } from "./conf-file.js";
import { createAcmeShHome, folderOf, type HomeEntry } from "./home.js";
import { type IssueDefaults, type IssuePlan, planIssue } from "./issue-plan.js";
import { outputLines } from "./output-lines.js";
import { failureOf } from "./read-outcome.js";
import { runAcmeSh } from "./run-acme-sh.js";

/** acme.sh retries a CA that does not respond for 100 s, or forever. */
const DIRECTORY_LIMIT_MS = 5_000;
const HOME_WAIT_MS = 600_000;
const REVOKE_LIMIT_MS = 60_000;
/** Hooks set by the operator that `--issue` would forget. */
const HOOKS = ["Le_PreHook", "Le_PostHook", "Le_RenewHook"];

type Environment = Readonly<Record<string, string>>;

interface RunOptions {
  readonly signal: AbortSignal | undefined;
  readonly hookEnvironment?: Environment | undefined;
  readonly onLine?: ((line: string) => void) | undefined;
}

/** Where acme.sh is, and what it uses for new certificates. */
export interface AcmeShDriverOptions extends CommonDriverOptions {
  /** The script, 3.1 or later. */
  readonly program: string;
  /** Its home; certificates already there keep working. */
  readonly home: string;
  /** Its DNS hook for new certificates, such as `dns_cf`; others are renewed as they were issued. */
  readonly hook: string;
  /** What the hook needs, such as `CF_Token`; read for each run. Its values appear in no message. */
  readonly hookEnvironment: () => Promise<Readonly<Record<string, string>>>;
  /** Certificates to trust the CA's server by (PEM), as a file and as its text. */
  readonly ca?: { readonly file: string; readonly pem: string } | undefined;
  /** Environment for acme.sh and its curl. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/**
 * The operator's acme.sh: it issues, and nothing else. Its deploy and reload hooks are never run by us, and its result is verified,
 * because exit code 0 is no proof.
 */
export function createAcmeShDriver(options: AcmeShDriverOptions): AcmeDriver {
  const { program, ca, externalAccount } = options;
  const { limitMs = DEFAULT_LIMIT_MS, clock = systemClock } = options;
  const home = createAcmeShHome(options.home);
  const { directoryUrl, hook, dns, dnsWaitMs = DEFAULT_DNS_WAIT_MS, profile, preferredChain } = options;
  const defaults: IssueDefaults = { directoryUrl, hook, dns, dnsWaitMs, profile, preferredChain };

  const knownOf = ({ names, keyType }: IssueRequest): Promise<HomeEntry | undefined> =>
    home.entryOf(folderOf(names[0], keyType === "ec-256"));

  const issue = async (
    request: IssueRequest,
    known: HomeEntry | undefined,
    plan: IssuePlan,
    given: DriverOptions,
  ): Promise<IssuedCertificate> => {
    const { names, keyType } = request;
    const { directoryUrl } = plan;
    const folder = folderOf(names[0], keyType === "ec-256");
    const hookEnvironment = await credentials(plan, known);
    await sessionAt(directoryUrl).directory(given.signal);
    const dns = hookEnvironment && plan.dns;
    if (dns !== undefined) await checkPublisher(dns, request, given);
    given.onProgress?.({ step: "account", message: "Looking up acme.sh's account at the CA" });
    if (!(await hasAccount(options.home, directoryUrl))) await register(directoryUrl, given);
    const records = dns && createPublishedProofs(join(options.folder, "records", fileStem(names[0])), dns);
    await records?.removeAll().catch(() => {});
    const before = await home.readConfText(folder);
    try {
      await runIssue(request, plan, hookEnvironment ?? {}, records, given);
      if (before !== undefined) await keepHooks(folder, before);
      const certificate = await verified(request, folder, known);
      await records?.forgetAll();
      return certificate;
    } catch (error) {
      await records?.removeAll().catch(() => {});
      if (before === undefined) await home.forget(folder);
      else await home.writeConfText(folder, before);
      throw error;
    }
  };

  /** For the hook; absent when acme.sh is to use what it stored when it issued the certificate. */
  const credentials = async (plan: IssuePlan, known: HomeEntry | undefined) => {
    if (!plan.usesHook) return undefined;
    return options.hookEnvironment().catch((error) => {
      if (known === undefined || !AcmeError.isInstance(error) || error.code !== "NOT_CONFIGURED") throw error;
      return undefined;
    });
  };

  /** Replaces an account that the CA no longer knows, once. */
  const runIssue = async (
    { names }: IssueRequest,
    { directoryUrl, args }: IssuePlan,
    hookEnvironment: Environment,
    records: PublishedProofs | undefined,
    given: DriverOptions,
  ): Promise<void> => {
    const all = [
      ...["--issue", "--force", "--server", directoryUrl],
      ...args,
      ...names.flatMap((name) => ["-d", name]),
    ];
    const onLine = outputLines(records, given.onProgress);
    const issueOnce = () => run(all, { signal: given.signal, hookEnvironment, onLine });
    try {
      await issueOnce();
    } catch (error) {
      if (!AcmeError.isInstance(error) || error.code !== "ACCOUNT_GONE") throw error;
      await register(directoryUrl, given);
      await issueOnce();
    }
  };

  /** acme.sh 3.1.1 uses an external account binding only there. */
  const register = async (directoryUrl: string, { signal }: DriverOptions): Promise<void> => {
    const { email } = options;
    // of that CA, and of no other that a certificate may be from
    if (externalAccount !== undefined && directoryUrl === options.directoryUrl)
      await writeExternalAccount(options.home, directoryUrl, externalAccount);
    const contact = email === undefined ? [] : ["--accountemail", email];
    await run(["--register-account", "--server", directoryUrl, ...contact], { signal });
  };

  /** The certificate that acme.sh reports: for these names, with its own key, and not the previous one. */
  const verified = async (
    { names }: IssueRequest,
    folder: string,
    known: HomeEntry | undefined,
  ): Promise<IssuedCertificate> => {
    const certificate = (await home.entryOf(folder))?.certificate;
    if (certificate === undefined || !isIssued(certificate)) {
      throw new AcmeError(
        "DRIVER_FAILED",
        "acme.sh reports that it issued the certificate, but has no certificate files",
      );
    }
    assertUsable(readBundle(certificate.chainPem, certificate.keyPem), names, clock.now());
    const before = known?.certificate;
    if (before !== undefined && isIssued(before) && before.chainPem === certificate.chainPem) {
      throw new AcmeError(
        "DRIVER_FAILED",
        "acme.sh reports that it issued a new certificate, but still has the old one",
      );
    }
    return certificate;
  };

  const keepHooks = async (folder: string, before: string): Promise<void> => {
    const now = await home.readConfText(folder);
    if (now === undefined) return;
    const kept = withLinesOf(now, before, HOOKS);
    if (kept !== now) await home.writeConfText(folder, kept);
  };

  const checkProgram = async (): Promise<void> => {
    await access(program, constants.X_OK).catch((cause) => {
      throw new AcmeError("NOT_CONFIGURED", `acme.sh not found at ${program}`, { cause });
    });
  };

  const run = async (
    args: readonly string[],
    { signal, hookEnvironment = {}, onLine }: RunOptions,
  ): Promise<void> => {
    await checkProgram();
    await secretFolder(options.home);
    // 3.1.1 makes it world-readable, and it holds the hook's token
    await chmod(join(options.home, "account.conf"), 0o600).catch(() => {});
    const output = await runAcmeSh({
      program,
      home: options.home,
      args: [...args, ...(ca === undefined ? [] : ["--ca-bundle", ca.file])],
      env: { ...options.environment, ...hookEnvironment },
      signal,
      onLine,
    });
    if (output.exitCode === 0) return;
    throw failureOf(output, [...Object.values(hookEnvironment), externalAccount?.hmacKey ?? ""]);
  };

  const sessionAt = (directoryUrl: string): AcmeSession =>
    createAcmeSession({ directoryUrl, limitMs: DIRECTORY_LIMIT_MS, ca: ca?.pem, clock });

  const locked = <T>(
    signal: AbortSignal | undefined,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const folder = join(options.folder, "locks");
    return withLock({ folder, name: "acme.sh", what: "acme.sh's home", waitMs: HOME_WAIT_MS, signal }, work);
  };

  return {
    kind: "acme.sh",

    async list() {
      const newestFirst = await home.entries();
      // of two with one name, the one issued last
      return new Map(newestFirst.toReversed().map(({ name, certificate }) => [name, certificate]));
    },

    async issue(request, given) {
      const [name] = request.names;
      given.onProgress?.({
        step: "account",
        message: "Waiting for acme.sh, which handles one certificate at a time",
      });
      return locked(given.signal, async (signal) => {
        const known = await knownOf(request);
        const plan = planIssue(request, known, defaults);
        return withinLimit(`the certificate for ${name}`, limitMs + plan.dnsWaitMs, signal, (signal) =>
          issue(request, known, plan, { ...given, signal }),
        );
      });
    },

    async check(request, given) {
      const known = await knownOf(request);
      const directoryUrl = known?.conf.get("Le_API") || options.directoryUrl;
      given.onProgress?.({ step: "account", message: "Contacting the CA" });
      const checkCa = async () => {
        const { eabRequired } = await sessionAt(directoryUrl).directory(given.signal);
        const isKnown = externalAccount !== undefined || (await hasAccount(options.home, directoryUrl));
        if (eabRequired && !isKnown) throw eabRequiredError(directoryUrl);
      };
      const checkDns = async () => {
        const plan = planIssue(request, known, defaults);
        const hookEnvironment = await credentials(plan, known);
        if (hookEnvironment !== undefined && plan.dns !== undefined)
          await checkPublisher(plan.dns, request, given);
      };
      await allOf([checkProgram, checkDns, checkCa], given.signal);
    },

    async renewalInfo({ chainPem, keyPem, directoryUrl }, { signal }) {
      if (!URL.canParse(directoryUrl)) return undefined;
      return askRenewalInfo(sessionAt(directoryUrl), readBundle(chainPem, keyPem).leaf, clock, signal);
    },

    revoke(name, { signal }) {
      return locked(signal, (signal) =>
        withinLimit(
          `the revocation of the certificate for ${name}`,
          REVOKE_LIMIT_MS,
          signal,
          async (signal) => {
            const [entry] = await home.entries(name);
            if (entry === undefined)
              throw new AcmeError("CERTIFICATE_NOT_FOUND", `no certificate for ${name} found`);
            await run(["--revoke", "-d", name, ...(entry.isEc ? ["--ecc"] : [])], { signal });
          },
        ),
      );
    },

    async remove(name) {
      await locked(undefined, async () => {
        for (const { folder } of await home.entries(name)) await home.putAside(folder, clock.now());
      });
    },
  };
}
