import { constants } from "node:fs";
import { access, chmod } from "node:fs/promises";
import { join } from "node:path";
import { type Clock, systemClock } from "@haproxy-mcp/durable-files";
import { domainsOf, fileStem } from "../certificate-names.js";
import { secretFolder, withLock } from "../disk.js";
import { PublishedRecords } from "../dns/published-records.js";
import {
  type AcmeDriver,
  type DriverOptions,
  type IssuedCertificate,
  type IssueRequest,
  isIssued,
} from "../driver.js";
import { type CommonDriverOptions, DEFAULT_LIMIT_MS } from "../driver-options.js";
import { AcmeError } from "../errors.js";
import { createHttp } from "../http/http-request.js";
import { eabRequiredError } from "../protocol/account.js";
import { AcmeSession } from "../protocol/acme-session.js";
import { askRenewalInfo } from "../protocol/renewal-info.js";
import { withinLimit } from "../within-limit.js";
import { assertUsable, readBundle } from "../x509/certificate-bundle.js";
import { hasAccount, writeExternalAccount } from "./ca-account.js";
import { withLinesOf } from "./conf-file.js";
import { AcmeShHome, type HomeEntry, newest } from "./home.js";
import { outputLines } from "./output-lines.js";
import { failureOf } from "./read-outcome.js";
import { runAcmeSh } from "./run-acme-sh.js";

/** acme.sh asks a CA that does not answer for 100 s, or for ever. */
const DIRECTORY_LIMIT_MS = 5_000;
const HOME_WAIT_MS = 600_000;
const REVOKE_LIMIT_MS = 60_000;
/** Hooks of the operator's that `--issue` would forget. */
const HOOKS = ["Le_PreHook", "Le_PostHook", "Le_RenewHook"];

export interface AcmeShDriverOptions extends CommonDriverOptions {
  /** The script, 3.1 or later. */
  readonly program: string;
  /** Its home; what is there goes on working. */
  readonly home: string;
  /** Its DNS hook for new certificates, such as `dns_cf`; `dns` looks before it is started, and cleans up after one that was ended. */
  readonly hook: string;
  /** What the hook needs, such as `CF_Token`; asked for each time. Its values are in no message. */
  readonly hookEnvironment: () => Promise<Readonly<Record<string, string>>>;
  /** To trust the CA's own server by (PEM), as a file and as its text. */
  readonly ca?: { readonly file: string; readonly pem: string } | undefined;
  /** Environment for acme.sh and its curl. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

/**
 * The operator's acme.sh: it issues, and nothing else. Its deploy and reload hooks are never run by us, and what it says it did is
 * looked at, for exit code 0 is no proof.
 */
export function createAcmeShDriver(options: AcmeShDriverOptions): AcmeDriver {
  return new AcmeShDriver(options);
}

class AcmeShDriver implements AcmeDriver {
  readonly kind = "acme.sh";
  readonly #options: AcmeShDriverOptions;
  readonly #clock: Clock;
  readonly #home: AcmeShHome;

  constructor(options: AcmeShDriverOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#home = new AcmeShHome(options.home);
  }

  async list() {
    const byName = new Map<string, HomeEntry[]>();
    for (const entry of await this.#home.entries())
      byName.set(entry.name, [...(byName.get(entry.name) ?? []), entry]);
    return new Map(
      [...byName].flatMap(([name, entries]) => {
        const entry = newest(entries);
        return entry === undefined ? [] : [[name, entry.certificate] as const];
      }),
    );
  }

  async issue(request: IssueRequest, options: DriverOptions): Promise<IssuedCertificate> {
    const [name] = request.names;
    const { limitMs = DEFAULT_LIMIT_MS, dnsWaitMs } = this.#options;
    options.onProgress?.({
      step: "account",
      message: "Waiting for acme.sh, which does one certificate at a time",
    });
    return this.#locked(options.signal, (signal) =>
      withinLimit(`the certificate of ${name}`, limitMs + dnsWaitMs, signal, (signal) =>
        this.#issue(request, { ...options, signal }),
      ),
    );
  }

  async check({ names }: IssueRequest, { signal, onProgress }: DriverOptions): Promise<void> {
    onProgress?.({ step: "account", message: "Asking the CA" });
    const { eabRequired } = await this.#session(this.#options.directoryUrl).directory(signal);
    const { externalAccount, home, directoryUrl, dns } = this.#options;
    if (eabRequired && externalAccount === undefined && !(await hasAccount(home, directoryUrl))) {
      throw eabRequiredError(this.#options.directoryUrl);
    }
    onProgress?.({ step: "account", message: `Looking whether ${dns.name} lets us in` });
    await dns.check(domainsOf(names), { signal });
  }

  async renewalInfo({ chainPem, keyPem, directoryUrl }: IssuedCertificate, { signal }: DriverOptions) {
    if (!URL.canParse(directoryUrl)) return undefined;
    return askRenewalInfo(
      this.#session(directoryUrl),
      readBundle(chainPem, keyPem).leaf,
      this.#clock,
      signal,
    );
  }

  revoke(name: string, { signal }: DriverOptions): Promise<void> {
    return this.#locked(signal, (signal) =>
      withinLimit(`the revocation of ${name}`, REVOKE_LIMIT_MS, signal, async (signal) => {
        const entry = await this.#home.find(name);
        if (entry === undefined)
          throw new AcmeError("CERTIFICATE_NOT_FOUND", `there is no certificate of ${name}`);
        await this.#run(["--revoke", "-d", name, ...(entry.isEc ? ["--ecc"] : [])], { signal });
      }),
    );
  }

  async remove(name: string): Promise<void> {
    await this.#locked(undefined, async () => {
      const entries = (await this.#home.entries()).filter((entry) => entry.name === name);
      for (const { folder } of entries) await this.#home.putAside(folder, this.#clock.now());
    });
  }

  async #issue(request: IssueRequest, options: DriverOptions): Promise<IssuedCertificate> {
    const { names, keyType } = request;
    const [name] = names;
    const { signal, onProgress } = options;
    const folder = this.#home.folderOf(name, keyType === "ec-256");
    const known = (await this.#home.entries()).find((entry) => entry.folder === folder);
    const directoryUrl = known?.conf.get("Le_API") || this.#options.directoryUrl;
    await this.#session(directoryUrl).directory(signal);
    const { dns } = this.#options;
    onProgress?.({ step: "account", message: `Looking whether ${dns.name} lets us in` });
    await dns.check(domainsOf(names), { signal });
    await this.#register(directoryUrl, options);
    const records = new PublishedRecords(join(this.#options.folder, "records", fileStem(name)), dns);
    await records.removeAll().catch(() => {});
    const before = await this.#home.readConfText(folder);
    try {
      await this.#runIssue(request, directoryUrl, known, records, options);
      if (before !== undefined) await this.#keepHooks(folder, before);
      const certificate = await this.#verified(request, folder, known);
      await records.forgetAll();
      return certificate;
    } catch (error) {
      await records.removeAll().catch(() => {});
      if (before === undefined) await this.#home.forget(folder);
      else await this.#home.writeConfText(folder, before);
      throw error;
    }
  }

  /** Heals an account that the CA has forgotten, once. */
  async #runIssue(
    { names, keyType }: IssueRequest,
    directoryUrl: string,
    known: HomeEntry | undefined,
    records: PublishedRecords,
    options: DriverOptions,
  ): Promise<void> {
    const { hook, dnsWaitMs, profile } = this.#options;
    const stored = known?.conf.get("Le_Webroot") ?? "";
    const args = [
      ...["--issue", "--force", "--server", directoryUrl],
      ...["--dns", /^dns_\w+$/.test(stored) ? stored : hook],
      ...["--dnssleep", String(Math.round(dnsWaitMs / 1_000))],
      ...["--keylength", keyType === "ec-256" ? "ec-256" : "2048"],
      ...names.flatMap((name) => ["-d", name]),
      ...(profile === undefined ? [] : ["--cert-profile", profile]),
    ];
    const run = () => this.#run(args, { ...options, onLine: outputLines(records, options.onProgress) });
    try {
      await run();
    } catch (error) {
      if (!AcmeError.isInstance(error) || error.code !== "ACCOUNT_GONE") throw error;
      await this.#registerAgain(directoryUrl, options);
      await run();
    }
  }

  /** acme.sh 3.1.1 uses an external account binding only there. */
  async #register(directoryUrl: string, options: DriverOptions): Promise<void> {
    options.onProgress?.({ step: "account", message: "Looking for acme.sh's account at the CA" });
    if (!(await hasAccount(this.#options.home, directoryUrl)))
      await this.#registerAgain(directoryUrl, options);
  }

  async #registerAgain(directoryUrl: string, options: DriverOptions): Promise<void> {
    const { externalAccount, email, home } = this.#options;
    // of that CA, and of no other that a certificate may be from
    const isOurs = directoryUrl === this.#options.directoryUrl;
    if (externalAccount !== undefined && isOurs)
      await writeExternalAccount(home, directoryUrl, externalAccount);
    const args = [
      "--register-account",
      "--server",
      directoryUrl,
      ...(email === undefined ? [] : ["--accountemail", email]),
    ];
    await this.#run(args, options);
  }

  /** What acme.sh says that it got: for these names, with its own key, and not the one of before. */
  async #verified(
    { names }: IssueRequest,
    folder: string,
    known: HomeEntry | undefined,
  ): Promise<IssuedCertificate> {
    const certificate = (await this.#home.entries()).find((entry) => entry.folder === folder)?.certificate;
    if (certificate === undefined || !isIssued(certificate)) {
      throw new AcmeError("DRIVER_FAILED", "acme.sh says that it has issued the certificate, and has none");
    }
    const bundle = readBundle(certificate.chainPem, certificate.keyPem);
    assertUsable(bundle, names, this.#clock.now());
    if (
      known !== undefined &&
      isIssued(known.certificate) &&
      known.certificate.chainPem === certificate.chainPem
    ) {
      throw new AcmeError(
        "DRIVER_FAILED",
        "acme.sh says that it has issued a new certificate, and has the old one",
      );
    }
    return certificate;
  }

  async #keepHooks(folder: string, before: string): Promise<void> {
    const now = await this.#home.readConfText(folder);
    if (now === undefined) return;
    const kept = withLinesOf(now, before, HOOKS);
    if (kept !== now) await this.#home.writeConfText(folder, kept);
  }

  async #run(
    args: readonly string[],
    { signal, onLine }: DriverOptions & { readonly onLine?: (line: string) => void },
  ): Promise<void> {
    const { program, home, ca, environment = {}, externalAccount } = this.#options;
    const hookEnvironment = await this.#options.hookEnvironment();
    await this.#assertProgram();
    await secretFolder(home);
    // 3.1.1 makes it readable for everybody, and it holds the hook's token
    await chmod(join(home, "account.conf"), 0o600).catch(() => {});
    const output = await runAcmeSh({
      program,
      home,
      args: [...args, ...(ca === undefined ? [] : ["--ca-bundle", ca.file])],
      env: { ...environment, ...hookEnvironment },
      signal,
      onLine,
    });
    if (output.exitCode === 0) return;
    throw failureOf(output, [...Object.values(hookEnvironment), externalAccount?.hmacKey ?? ""]);
  }

  async #assertProgram(): Promise<void> {
    const { program } = this.#options;
    await access(program, constants.X_OK).catch((cause) => {
      throw new AcmeError("NOT_CONFIGURED", `there is no acme.sh at ${program}`, { cause });
    });
  }

  #session(directoryUrl: string): AcmeSession {
    const { ca } = this.#options;
    const http = createHttp({
      peer: "the CA",
      unreachable: "CA_UNREACHABLE",
      limitMs: DIRECTORY_LIMIT_MS,
      ca: ca?.pem,
    });
    return new AcmeSession({ directoryUrl, http, clock: this.#clock });
  }

  #locked<T>(signal: AbortSignal | undefined, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const folder = join(this.#options.folder, "locks");
    return withLock({ folder, name: "acme.sh", what: "acme.sh's home", waitMs: HOME_WAIT_MS, signal }, work);
  }
}
