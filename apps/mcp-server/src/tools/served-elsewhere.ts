import type { OperatorSite } from "../haproxy/sites.js";

/** `SERVED_ELSEWHERE`: a rule of the operator's already serves the name. Nothing was changed. */
export class ServedElsewhereError extends Error {
  override readonly name: string = "ServedElsewhereError";
  readonly code = "SERVED_ELSEWHERE";
  readonly field: string;

  constructor(domain: string, { name, rule, keepsRequests }: OperatorSite, field = "domain") {
    const served = name === domain ? name : `${name}, which is below ${domain},`;
    const outcome = keepsRequests
      ? "it comes before the rules that read domains.map and would keep the requests"
      : "the new entry would take the requests from it";
    super(`${served} is served by ${rule}; ${outcome}`);
    this.field = field;
  }
}
