import { z } from "zod";
import { digestOf } from "../access/token-records.js";
import type { AccessRules } from "../mcp/access.js";
import { formatCookie, readCookie } from "./cookie.js";
import { readBody } from "./json-body.js";
import type { SignInBody } from "./model.js";
import type { PageRefusal, PageRequest } from "./page-request.js";
import { type PageSessions, SESSION_SEC } from "./sessions.js";
import { createSignInLimit } from "./sign-in-limit.js";

const MAX_BYTES = 4_096;
const BODY: z.ZodType<SignInBody> = z.strictObject({ token: z.string().min(1) });

export interface SignIn {
  /** Begins a session, whose cookie the response then has; or refuses. */
  begin(request: PageRequest): Promise<PageRefusal | undefined>;
  /** Ends the session of the request, if it has one. */
  end(request: PageRequest): void;
}

/** @param now milliseconds of a clock that only goes forward */
export function createSignIn(
  tokens: AccessRules["tokens"],
  sessions: PageSessions,
  now?: () => number,
): SignIn {
  const limit = createSignInLimit(now);

  const tooOften = (address: string): PageRefusal | undefined => {
    const retryAfterSec = limit.waitSec(address);
    return retryAfterSec === 0
      ? undefined
      : {
          status: 429,
          code: "TOO_MANY",
          reason: "too many wrong tokens from this address: wait a minute",
          retryAfterSec,
          isAttack: true,
        };
  };
  const endSessions = ({ source, isEncrypted }: PageRequest) => {
    for (const id of readCookie(source.headers, isEncrypted)) sessions.end(id);
  };

  return {
    async begin(asked) {
      const { request, response, client, isEncrypted } = asked;
      const { body, refusal } = await readBody(request, BODY, MAX_BYTES);
      if (refusal !== undefined) return refusal;
      const find = await tokens();
      // from here to the count of a failure nothing else runs: tries at the same time are counted one by one
      const late = tooOften(client);
      if (late !== undefined) return late;
      if (find === undefined) return NO_TOKENS;
      const digest = digestOf(body.token.trim());
      const found = find(digest);
      if (found === undefined || found.hasExpired === true) {
        limit.failed(client);
        return found === undefined ? WRONG : EXPIRED;
      }
      endSessions(asked);
      response.setHeader("set-cookie", formatCookie(sessions.begin(digest), SESSION_SEC, isEncrypted));
      return undefined;
    },
    end(asked) {
      endSessions(asked);
      asked.response.setHeader("set-cookie", formatCookie("", 0, asked.isEncrypted));
    },
  };
}

const NO_TOKENS: PageRefusal = {
  status: 403,
  code: "NO_TOKENS",
  reason: "this server has no token to sign in with: haproxy-mcp token new NAME makes one",
  isAttack: true,
};
const WRONG: PageRefusal = {
  status: 401,
  code: "WRONG_TOKEN",
  reason: "no such token: haproxy-mcp token new NAME makes one",
  isAttack: true,
};
const EXPIRED: PageRefusal = {
  status: 401,
  code: "EXPIRED_TOKEN",
  reason: "the token has expired: haproxy-mcp token new NAME makes another",
  isAttack: true,
};
