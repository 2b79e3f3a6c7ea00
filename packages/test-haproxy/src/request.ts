import { once } from "node:events";
import { type Agent, type IncomingHttpHeaders, type IncomingMessage, request as send } from "node:http";
import { text } from "node:stream/consumers";

const LIMIT_MS = 5_000;

/** Where a request is sent: a UNIX socket, or a port of 127.0.0.1 or `host`. */
export type RequestTarget =
  | { readonly socketPath: string }
  | { readonly port: number; readonly host?: string };

/** An HTTP request. */
export interface RequestOptions {
  /** The `Host` header. */
  readonly host: string;
  readonly path?: string | undefined;
  readonly method?: string | undefined;
  /** A list is as many headers. */
  readonly headers?: Readonly<Record<string, string | string[]>> | undefined;
  readonly body?: string | undefined;
  /** Default: a new connection. */
  readonly agent?: Agent | undefined;
}

/** An HTTP response. */
export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly headers: IncomingHttpHeaders;
}

/** One HTTP request, with a time limit of 5 s. */
export async function request(
  target: RequestTarget,
  { host, path = "/", method = "GET", headers = {}, body, agent }: RequestOptions,
): Promise<Answer> {
  const outgoing = send({
    host: "127.0.0.1",
    ...target,
    path,
    method,
    headers: { ...headers, host },
    agent: agent ?? false,
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  outgoing.end(body);
  const [incoming] = (await once(outgoing, "response")) as [IncomingMessage];
  return { status: incoming.statusCode ?? 0, body: await text(incoming), headers: incoming.headers };
}
