import type { IncomingMessage } from "node:http";
import type { z } from "zod";
import type { PageRefusal } from "./page-request.js";

/** Reads JSON of a form. A client that does not send the rest in time is disconnected (`requestTimeout` of the server). */
export async function readBody<Schema extends z.ZodType>(
  request: IncomingMessage,
  schema: Schema,
  maxBytes: number,
): Promise<
  | { readonly body: z.output<Schema>; readonly refusal?: undefined }
  | { readonly refusal: PageRefusal; readonly body?: undefined }
> {
  const bytes = await readBytes(request, maxBytes);
  if (bytes === undefined)
    return {
      refusal: { status: 413, code: "TOO_LARGE", reason: `a request may have at most ${maxBytes} bytes` },
    };
  const { data, success } = schema.safeParse(fromJson(bytes.toString()));
  return success
    ? { body: data }
    : {
        refusal: {
          status: 400,
          code: "INVALID_INPUT",
          reason: "the request's JSON is not what this route takes",
        },
      };
}

/** `undefined` if there are more. Leaves the connection open for the response. */
async function readBytes(request: IncomingMessage, maxBytes: number): Promise<Buffer | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += (chunk as Buffer).length;
    if (length > maxBytes) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

/** `undefined` for what is no JSON. */
function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
