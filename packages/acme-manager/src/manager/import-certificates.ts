import { messageOf } from "@haproxy-mcp/durable-files";
import type { Deployment } from "../deploy/deployment.js";
import { claimOf } from "../deploy/name-conflicts.js";
import { AcmeError } from "../errors.js";
import { assertUsable, type CertificateBundle, readBundle } from "../x509/certificate-bundle.js";
import type { CertificateContext } from "./certificate-context.js";

/** A file of HAProxy's folder. */
export interface CertificateText {
  /** Its name in the folder. */
  readonly file: string;
  /** Leaf, chain and private key. */
  readonly pem: string;
}

/** What an import deployed, and how to roll it back. */
export interface ImportedCertificates {
  readonly deployments: readonly Deployment[];
  /** Makes HAProxy serve what it served before. @throws AcmeError `OUTCOME_UNKNOWN` */
  rollBack(): Promise<void>;
}

interface Options {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Whether {@link importCertificates} would begin: each is usable now, and HAProxy would serve it. Changes nothing.
 *
 * @throws AcmeError `BAD_CERTIFICATE`, `NAME_CONFLICT`, … with the file in its message
 */
export async function readImported(
  { deployer, clock }: CertificateContext,
  certificates: readonly CertificateText[],
  options: Options,
): Promise<ReadonlyMap<string, CertificateBundle>> {
  const bundles = new Map<string, CertificateBundle>();
  for (const { file, pem } of certificates) {
    await named(file, async () => {
      if (!/^[\w*][\w.*-]*\.pem$/.test(file) || bundles.has(file))
        throw new AcmeError("BAD_CERTIFICATE", "it must be the name of one file, which ends in .pem");
      const bundle = readBundle(pem);
      assertUsable(bundle, [], clock.now());
      await deployer.assertDeployable(claimOf(file, bundle.leaf), options);
      bundles.set(file, bundle);
    });
  }
  return bundles;
}

/** The files whose certificate becomes another one. @throws AcmeError `BAD_CERTIFICATE`, `UNREADABLE` for one that can't be put back */
export async function replacedBy(
  { deployer: { folder } }: CertificateContext,
  bundles: ReadonlyMap<string, CertificateBundle>,
): Promise<readonly string[]> {
  const replaced: string[] = [];
  for (const [file, { pem }] of bundles) {
    const was = await named(file, () => folder.readBundle(file));
    if (was !== undefined && was.pem !== pem) replaced.push(file);
  }
  return replaced;
}

/**
 * Deploys files that were issued elsewhere, all or none. Those that are there already are replaced.
 *
 * @throws AcmeError with everything as before, but after `OUTCOME_UNKNOWN`
 */
export async function importCertificates(
  context: CertificateContext,
  certificates: readonly CertificateText[],
  options: Options,
): Promise<ImportedCertificates> {
  const bundles = await readImported(context, certificates, options);
  const deployments: Deployment[] = [];
  const before = new Map<string, CertificateBundle | undefined>();
  const rollBack = async () => {
    for (const [file, bundle] of [...before].reverse()) await putBack(context, file, bundle);
  };
  try {
    for (const [file, bundle] of bundles) {
      await named(file, async () => {
        const was = await context.deployer.folder.readBundle(file);
        deployments.push(await context.deployer.deploy(file, bundle, options));
        before.set(file, was);
      });
    }
  } catch (error) {
    await rollBack();
    throw error;
  }
  return { deployments, rollBack };
}

async function putBack(
  { deployer }: CertificateContext,
  file: string,
  before: CertificateBundle | undefined,
): Promise<void> {
  try {
    if (before === undefined) await deployer.remove(file, {});
    else await deployer.deploy(file, before, {});
  } catch (cause) {
    throw new AcmeError("OUTCOME_UNKNOWN", `${file} could not be rolled back: ${messageOf(cause)}`, {
      cause,
    });
  }
}

async function named<Result>(file: string, run: () => Promise<Result>): Promise<Result> {
  try {
    return await run();
  } catch (error) {
    if (!AcmeError.isInstance(error) || error.message.includes(file)) throw error;
    throw new AcmeError(error.code, `${file}: ${error.message}`, { cause: error });
  }
}
