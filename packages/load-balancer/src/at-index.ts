import { ValidationError } from "@haproxy-mcp/validation";
import { LoadBalancerError } from "./errors.js";

/** Names the server in the list that an error is about: `servers[2].ip`. One about the domain stays as it is. */
export function atIndex<Result>(index: number, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const at = `servers[${index}]`;
    if (ValidationError.isInstance(error)) {
      throw new ValidationError(error.code, `${at}.${error.field}`, error.problem, { cause: error });
    }
    if (!LoadBalancerError.isInstance(error) || error.field === "domain") throw error;
    const field = error.field === undefined ? at : `${at}.${error.field}`;
    throw new LoadBalancerError(error.code, error.message, { field, cause: error });
  }
}
