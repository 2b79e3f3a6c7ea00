// The whole public surface. What is not named here is free to change.
export type { AcmeProblem } from "./acme-problem.js";
export type { Clock } from "./clock.js";
export type { DnsOptions, DnsProvider, TxtRecord } from "./dns/dns-provider.js";
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
export { type EmbeddedDriverOptions, embeddedDriver } from "./embedded/embedded-driver.js";
export { AcmeError, type AcmeErrorCode, type DnsFailure } from "./errors.js";
