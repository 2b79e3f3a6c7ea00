// The whole public surface. What is not named here is free to change.

export type { Clock } from "@haproxy-mcp/durable-files";
export { type AcmeShDriverOptions, createAcmeShDriver } from "./acme-sh/acme-sh-driver.js";
export { type HookSources, hookEnvironment } from "./acme-sh/hook-environment.js";
export { type CertificateNames, certificateNames, NAMES_LIMIT } from "./certificate-names.js";
export {
  type CertificateFile,
  type CertificateFolder,
  createCertificateFolder,
  DEFAULT_CERTIFICATE_FILE,
} from "./deploy/certificate-folder.js";
export { createDeployer, type Deployer } from "./deploy/deployer.js";
export type { DeployerOptions, Deployment } from "./deploy/deployment.js";
export type { TlsAddress } from "./deploy/handshake.js";
export { conflictsOf, type NameConflict } from "./deploy/name-conflicts.js";
export { type CloudflareOptions, createCloudflareProvider } from "./dns/cloudflare.js";
export { type CloudflareTokenSources, cloudflareToken } from "./dns/cloudflare-token.js";
export type { DnsOptions, DnsProvider, TxtRecord } from "./dns/dns-provider.js";
export { createRfc2136Provider, type Rfc2136Options } from "./dns/rfc2136/rfc2136.js";
export { readTsigKey, type TsigKey } from "./dns/rfc2136/tsig-key.js";
export type {
  AcmeDriver,
  DriverOptions,
  FailedCertificate,
  IssuedCertificate,
  IssueRequest,
  IssueStep,
  KeyType,
  Progress,
  RenewalInfo,
} from "./driver.js";
export type { CommonDriverOptions } from "./driver-options.js";
export { createEmbeddedDriver, type EmbeddedDriverOptions } from "./embedded/embedded-driver.js";
export { AcmeError, type AcmeErrorCode, type AcmeErrorOptions, type DnsFailure } from "./errors.js";
export { createHaproxyResponder, type HaproxyResponderOptions } from "./http-01/haproxy-responder.js";
export type { HttpProof, HttpProofOptions, HttpResponder } from "./http-01/http-responder.js";
export type { CertificateManagerParts } from "./manager/certificate-context.js";
export type { CertificateManager, RenewalResult } from "./manager/certificate-manager.js";
export type {
  CertificateDetails,
  CertificateRecord,
  CertificateState,
} from "./manager/certificate-record.js";
export {
  type CertificateManagerOptions,
  createCertificateManager,
} from "./manager/create-certificate-manager.js";
export type { ExportedCertificates } from "./manager/export-certificates.js";
export type { CertificateText, ImportedCertificates } from "./manager/import-certificates.js";
export type { Issued } from "./manager/issue-and-deploy.js";
export type { Reconciled } from "./manager/reconcile-certificates.js";
export type { AccountOptions, ExternalAccount } from "./protocol/account.js";
export type { AcmeProblem } from "./protocol/acme-problem.js";
export { type KeepRenewedOptions, keepRenewed } from "./renewal/keep-renewed.js";
export { planRenewal, type RenewalFacts, type RenewalPlan } from "./renewal/plan-renewal.js";
export { type Certificate, readCertificate } from "./x509/certificate.js";
export { assertUsable, type CertificateBundle, readBundle } from "./x509/certificate-bundle.js";
export type { Leaf } from "./x509/leaf.js";
