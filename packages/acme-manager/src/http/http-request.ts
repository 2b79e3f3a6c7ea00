import { once } from "node:events";
import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { createSecureContext, rootCertificates } from "node:tls";
import { messageOf } from "@haproxy-mcp/durable-files";
import { AcmeError, type AcmeErrorCode, throwIfCancelled } from "../errors.js";

const MOST_BYTES = 1 << 20;
const DEFAULT_LIMIT_MS = 10_000;

interface HttpRequest {
  readonly method: "GET" | "HEAD" | "POST" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly body?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its first MiB. */
  readonly body: string;
}

/** One HTTP exchange; one connection serves several. */
export type SendHttp = (request: HttpRequest) => Promise<HttpAnswer>;

export interface HttpClientOptions {
  /** The server's name in messages: `the CA`. */
  readonly peer: string;
  /** Certificates to trust besides the system's (PEM). */
  readonly ca?: string | undefined;
  /** Milliseconds for one exchange, response included. Default: 10,000. */
  readonly limitMs?: number | undefined;
  /** Code for a missing or incomplete response. */
  readonly unreachable: AcmeErrorCode;
}

/**
 * @throws AcmeError as `unreachable` says, or `CANCELLED`. A response of any status is a response. Headers and bodies of
 *   requests, which may hold secrets, appear in no message
 */
export function createHttp({
  peer,
  ca,
  limitMs = DEFAULT_LIMIT_MS,
  unreachable,
}: HttpClientOptions): SendHttp {
  // `ca` alone would replace what Node.js trusts; made once, because it takes 20 ms
  const secureContext = ca === undefined ? undefined : createSecureContext({ ca: [...rootCertificates, ca] });
  const agent = new Agent({ keepAlive: true, keepAliveMsecs: 1_000, timeout: limitMs, secureContext });
  return async ({ method, url, headers = {}, body, signal }) => {
    throwIfCancelled(signal);
    const limit = AbortSignal.timeout(limitMs);
    const target = new URL(url);
    try {
      const isTls = target.protocol === "https:";
      const outgoing = (isTls ? httpsRequest : httpRequest)(target, {
        method,
        headers: { "user-agent": "haproxy-mcp", ...headers },
        agent: isTls ? agent : undefined,
        signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      });
      outgoing.end(body);
      const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
      return { status: incoming.statusCode ?? 0, headers: incoming.headers, body: await bodyOf(incoming) };
    } catch (cause) {
      throwIfCancelled(signal);
      const why = limit.aborted ? `no response within ${limitMs} ms` : messageOf(cause);
      const reason = limit.aborted ? "slow" : "unreachable";
      throw new AcmeError(unreachable, `${peer} cannot be reached at ${target.host}: ${why}`, {
        cause,
        reason,
      });
    }
  };
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MOST_BYTES) throw new Error(`the response is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
