import { basename } from "node:path";
import { messageOf } from "@haproxy-mcp/durable-files";
import {
  addMap,
  delMap,
  type RuntimeApiClient,
  RuntimeApiError,
  showMaps,
} from "@haproxy-mcp/runtime-api-client";
import { AcmeError, throwIfCancelled } from "../errors.js";
import { createHttp } from "../http/http-request.js";
import type { HttpProof, HttpProofOptions, HttpResponder } from "./http-responder.js";

const LIMIT_MS = 5_000;
/** The token of a key authorization (RFC 8555 section 8.1). */
const TOKEN = /^([\w-]+)\.[\w-]+$/;

/** The HAProxy that responds to `http-01` challenges (RFC 8555 section 8.3), and the map that it responds from. */
export interface HaproxyResponderOptions {
  readonly runtime: RuntimeApiClient;
  /**
   * The map that HAProxy answers from, `TOKEN KEY-AUTHORIZATION`, named as in its configuration or by another path that ends in the
   * same name:
   *
   *     http-request return status 200 content-type application/octet-stream lf-string "%[path,bytes(28),map_str(MAP)]"
   *       if { path_beg /.well-known/acme-challenge/ } { path,bytes(28),map_str(MAP) -m found }
   */
  readonly mapFile: string;
  /** Where HAProxy accepts HTTP, to check what it answers. If it can't be reached there, nothing is checked. */
  readonly http?: { readonly host: string; readonly port: number } | undefined;
}

/** A running HAProxy, which answers from a map: no reload, and nothing is left in a file. */
export function createHaproxyResponder({ runtime, mapFile, http }: HaproxyResponderOptions): HttpResponder {
  const send = createHttp({ peer: "HAProxy", unreachable: "HTTP_RESPONDER", limitMs: LIMIT_MS });

  /** How HAProxy names the map. */
  const findMap = async ({ signal }: HttpProofOptions): Promise<string> => {
    const files = (await runtime.execute(showMaps(), { signal }).catch(rethrow)).map(({ file }) => file);
    const found = files.includes(mapFile)
      ? [mapFile]
      : files.filter((file) => basename(file) === basename(mapFile));
    const [map] = found;
    if (map !== undefined && found.length === 1) return map;
    throw failure(
      map === undefined
        ? `HAProxy has no map ${mapFile} to answer http-01 from; it has ${files.filter(Boolean).sort().join(", ") || "none"}`
        : `HAProxy has several maps called ${basename(mapFile)}: ${found.join(", ")}`,
    );
  };

  const remove = async (map: string, { value }: HttpProof, { signal }: HttpProofOptions): Promise<void> => {
    await runtime.execute(delMap(map, tokenOf(value)), { signal }).catch((error) => {
      if (!RuntimeApiError.isInstance(error) || error.code !== "REJECTED") rethrow(error);
    });
  };

  const checkAnswer = async ({ name, value }: HttpProof, { signal }: HttpProofOptions): Promise<void> => {
    if (http === undefined) return;
    const { hostname, pathname } = new URL(name);
    const host = http.host.includes(":") ? `[${http.host}]` : http.host;
    const url = `http://${host}:${http.port}${pathname}`;
    const answer = await send({ method: "GET", url, headers: { host: hostname }, signal }).catch((error) => {
      throwIfCancelled(signal);
      if (!AcmeError.isInstance(error)) throw error;
      return undefined;
    });
    if (answer === undefined || (answer.status === 200 && answer.body.trimEnd() === value)) return;
    const what = answer.status === 200 ? "another text" : `status ${answer.status}`;
    throw failure(`HAProxy responds to ${name} with ${what} instead of the entry in ${mapFile}`);
  };

  return {
    name: "HAProxy",
    async check(_domains, options) {
      await findMap(options);
    },
    async add(proof, options) {
      const map = await findMap(options);
      // a second entry of one token would stay when the first is removed
      await remove(map, proof, options);
      await runtime
        .execute(addMap(map, tokenOf(proof.value), proof.value), { signal: options.signal })
        .catch(rethrow);
      await checkAnswer(proof, options);
    },
    async remove(proof, options) {
      await remove(await findMap(options), proof, options);
    },
  };
}

function tokenOf(value: string): string {
  const token = TOKEN.exec(value)?.[1];
  if (token !== undefined) return token;
  throw failure("the CA gave a token with characters that it must not have (RFC 8555 section 8.3)");
}

function failure(message: string, cause?: unknown): AcmeError {
  return new AcmeError("HTTP_RESPONDER", message, { cause });
}

function rethrow(error: unknown): never {
  if (!RuntimeApiError.isInstance(error)) throw error;
  if (error.code === "CANCELLED")
    throw new AcmeError("CANCELLED", "cancelled by the caller", { cause: error });
  throw failure(`HAProxy can't be given the response: ${messageOf(error)}`, error);
}
