import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type JSONRPCRequest,
  type RequestId,
  type WebStandardStreamableHTTPServerTransport as SessionTransport,
} from "@modelcontextprotocol/server";

/** The requests of a session that have no response yet. */
export interface RequestIds {
  readonly count: number;
  /** The id of a request that is another's, too: one response can't be for both (JSON-RPC 2.0 section 4). */
  taken(body: unknown): RequestId | undefined;
  /** Before a server connects to the transport. Ends the HTTP response to a cancelled request, for which the transport would wait. */
  follow(transport: SessionTransport): void;
}

export function createRequestIds(): RequestIds {
  /** Each with the HTTP request that brought it. */
  const open = new Map<RequestId, Request | undefined>();
  return {
    get count() {
      return open.size;
    },
    taken(body) {
      const seen = new Set(open.keys());
      return requestsIn(body).find(({ id }) => seen.size === seen.add(id).size)?.id;
    },
    follow(transport) {
      const end = (id: RequestId) => {
        const from = open.get(id);
        const isLastOfBatch = open.delete(id) && ![...open.values()].includes(from);
        if (isLastOfBatch) transport.closeSSEStream(id);
      };
      transport.onmessage = (message, extra) => {
        if (isJSONRPCRequest(message)) open.set(message.id, extra?.request);
        // no response follows
        else if (isCancellation(message)) end(message.params.requestId);
      };
      const send = transport.send.bind(transport);
      transport.send = async (message, options) => {
        await send(message, options);
        const isResponse = isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message);
        if (isResponse && message.id !== undefined) end(message.id);
      };
    },
  };
}

/** The requests among the messages of a body. */
export function requestsIn(body: unknown): readonly JSONRPCRequest[] {
  const messages = Array.isArray(body) ? body : [body];
  return messages.filter(isJSONRPCRequest);
}

interface Cancellation {
  readonly params: { readonly requestId: RequestId };
}

function isCancellation(message: object): message is Cancellation {
  const { method, params } = message as { method?: string; params?: Partial<Cancellation["params"]> };
  return method === "notifications/cancelled" && params?.requestId !== undefined;
}
