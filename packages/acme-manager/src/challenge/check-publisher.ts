import { domainsOf } from "../certificate-names.js";
import type { DriverOptions, IssueRequest } from "../driver.js";
import type { Publisher } from "./publisher.js";

/** Whether it would publish what proves control of these names. */
export async function checkPublisher(
  publisher: Publisher,
  { names }: IssueRequest,
  { signal, onProgress }: DriverOptions,
): Promise<void> {
  onProgress?.({ step: "account", message: `Checking access to ${publisher.name}` });
  await publisher.check(domainsOf(names), { signal });
}
