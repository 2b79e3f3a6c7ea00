import {
  isJSONRPCErrorResponse,
  isJSONRPCRequest,
  isJSONRPCResultResponse,
  type RequestId,
  type Transport,
} from "@modelcontextprotocol/server";

/** The requests of a session that have no response yet. */
export interface RequestIds {
  readonly areOpen: boolean;
  /** The id of a request that is another's, too: one response can't be for both (JSON-RPC 2.0 section 4). */
  taken(body: unknown): RequestId | undefined;
  /** Before a server connects to the transport. */
  follow(transport: Transport): void;
}

export function createRequestIds(): RequestIds {
  const open = new Set<RequestId>();
  return {
    get areOpen() {
      return open.size > 0;
    },
    taken(body) {
      const seen = new Set(open);
      const messages = Array.isArray(body) ? body : [body];
      return messages.filter(isJSONRPCRequest).find(({ id }) => seen.size === seen.add(id).size)?.id;
    },
    follow(transport) {
      transport.onmessage = (message) => {
        if (isJSONRPCRequest(message)) open.add(message.id);
        // no response follows
        else if (isCancellation(message)) open.delete(message.params.requestId);
      };
      const send = transport.send.bind(transport);
      transport.send = (message, options) => {
        if (isJSONRPCResultResponse(message) || isJSONRPCErrorResponse(message))
          open.delete(message.id ?? NO_ID);
        return send(message, options);
      };
    },
  };
}

/** An error response to what could not be read has none. */
const NO_ID = "";

interface Cancellation {
  readonly params: { readonly requestId: RequestId };
}

function isCancellation(message: object): message is Cancellation {
  const { method, params } = message as { method?: string; params?: Partial<Cancellation["params"]> };
  return method === "notifications/cancelled" && params?.requestId !== undefined;
}
