import { z } from "zod";
import type { ValidationErrorCode } from "./errors.js";
import { parse } from "./parse.js";

declare const brand: unique symbol;

/** A DNS host name: lower case, A-labels (RFC 5890), two labels or more, no trailing dot, at most 253 characters. */
export type Domain = string & { readonly [brand]: "Domain" };

/** `*.` and a {@link Domain}: every name below that domain, at any depth, and not the domain itself. */
export type Wildcard = string & { readonly [brand]: "Wildcard" };

/** A host name, or `*.` and a host name: every name below it. */
export type DomainPattern = Domain | Wildcard;

const MAX_NAME_LENGTH = 253; // characters, RFC 1035 section 2.3.4 less the length octets and the root
const MAX_INPUT_LENGTH = 1024; // characters: longer input is refused before it is converted
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/; // RFC 1123 section 2.1
const UNUSABLE_ASCII = /[^A-Za-z0-9.\-\u0080-\u{10ffff}]/u;
const CODE = "INVALID_DOMAIN" satisfies ValidationErrorCode;

/** A host name in any case, with or without a trailing dot; international names become A-labels (UTS 46). */
export const domainSchema = z.string().transform((text, context): Domain => {
  const found = toDomain(text);
  if ("domain" in found) return found.domain;
  context.addIssue({ code: "custom", message: found.problem, params: { code: CODE } });
  return z.NEVER;
});

/** A host name, or `*.` and a host name. */
export const domainPatternSchema = z.string().transform((text, context): DomainPattern => {
  const rest = text.startsWith("*.") ? text.slice(2) : text;
  const found = toDomain(rest);
  const problem = "problem" in found ? found.problem : tooLong(text, rest, found.domain);
  if (problem !== undefined) {
    context.addIssue({ code: "custom", message: problem, params: { code: CODE } });
    return z.NEVER;
  }
  const { domain } = found as { domain: Domain };
  return rest === text ? domain : (`*.${domain}` as Wildcard);
});

/** Reads a host name, such as `api.example.com`, in lower case and as A-labels (RFC 5890). @throws ValidationError `INVALID_DOMAIN`; `INVALID_INPUT` for what is no text */
export function parseDomain(input: unknown, field = "domain"): Domain {
  return parse(domainSchema, input, field);
}

/** Reads a host name, or `*.` and a host name. @throws ValidationError `INVALID_DOMAIN`; `INVALID_INPUT` for what is no text */
export function parseDomainPattern(input: unknown, field = "domain"): DomainPattern {
  return parse(domainPatternSchema, input, field);
}

/** Whether a pattern stands for names below a name. */
export function isWildcard(pattern: DomainPattern): pattern is Wildcard {
  return pattern.startsWith("*.");
}

function toDomain(text: string): { readonly domain: Domain } | { readonly problem: string } {
  if (text === "") return { problem: "must not be empty" };
  if (text.length > MAX_INPUT_LENGTH) return { problem: `must have at most ${MAX_NAME_LENGTH} characters` };
  const unusable = UNUSABLE_ASCII.exec(text)?.[0];
  if (unusable !== undefined) {
    return {
      problem: `must not contain ${JSON.stringify(unusable)}; a domain name looks like api.example.com`,
    };
  }
  const name = toAsciiLabels(text).replace(/\.$/, "");
  return checkLabels(name, text);
}

/** ASCII names skip the URL parser, which would read `1.2` as an IPv4 address. */
function toAsciiLabels(text: string): string {
  const lower = text.toLowerCase();
  const isPlain = /^[a-z0-9.-]*$/.test(lower) && !lower.includes("xn--");
  if (isPlain) return lower;
  try {
    return new URL(`ws://${text}`).hostname;
  } catch {
    return ""; // URL.canParse of Node.js 20 accepts some names that it does not parse
  }
}

function checkLabels(name: string, text: string): { readonly domain: Domain } | { readonly problem: string } {
  if (name === "")
    return { problem: `${JSON.stringify(text)} can't be encoded as an international domain name (IDNA)` };
  if (name.length > MAX_NAME_LENGTH) return { problem: `must have at most ${MAX_NAME_LENGTH} characters` };
  const labels = name.split(".");
  const wrong = labels.find((label) => !LABEL.test(label));
  if (wrong !== undefined) {
    return {
      problem:
        `label ${JSON.stringify(wrong)} must have 1 to 63 letters, digits or hyphens, ` +
        "and must not start or end with a hyphen",
    };
  }
  if (labels.length < 2) return { problem: "must have at least two labels, such as example.com" };
  if (/^(?:\d+|0x[0-9a-f]*)$/.test(labels.at(-1) ?? "")) {
    return { problem: "must not end in a number: an IP address is not a domain" };
  }
  return { domain: name as Domain };
}

function tooLong(text: string, rest: string, domain: Domain): string | undefined {
  const length = text.length - rest.length + domain.length;
  return length > MAX_NAME_LENGTH ? `must have at most ${MAX_NAME_LENGTH} characters` : undefined;
}
