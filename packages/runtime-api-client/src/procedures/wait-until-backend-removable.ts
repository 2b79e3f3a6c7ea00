import type { RuntimeApiClient } from "../client.js";
import { waitBackendRemovable } from "../commands/backends/wait-backend-removable.js";
import { type WaitOptions, waitInSlices } from "./wait-until.js";

/**
 * Waits until `del backend` would be accepted. HAProxy 3.4.
 *
 * @throws RuntimeApiError `TIMEOUT`, `CANCELLED`; `REJECTED` if it never will be
 */
export function waitUntilBackendRemovable(
  client: RuntimeApiClient,
  name: string,
  options: WaitOptions = {},
): Promise<void> {
  return waitInSlices(client, (waitMs) => waitBackendRemovable(name, waitMs), options);
}
