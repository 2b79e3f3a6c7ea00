import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

export interface ConnectionLimits {
  readonly maxConnections: number;
  /** Trusted proxies pass on the connections of many clients: they are not limited by this. */
  readonly maxConnectionsPerPeer: number;
}

interface Connection {
  readonly socket: Socket;
  /** The requests that have no complete response yet. */
  readonly open: Set<OpenRequest>;
  /** Since when it waits for a request, or for the client to read a response. */
  waitingSince: number;
}

export interface OpenRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Address of the client, also behind a proxy. */
  readonly client: string;
}

export interface Connections {
  /** Until the response is complete, or the client has disconnected. */
  follow(open: OpenRequest): void;
  /** The requests that have arrived as a whole, and whose response is not complete. */
  answering(): readonly OpenRequest[];
  /** Those, and the ones whose client has not read the response yet. */
  unsent(): readonly OpenRequest[];
}

/**
 * Bounds the connections of a server. One that is one too many replaces the one that has waited for longest for a request, for the
 * rest of one, or for its client to read a response: an idle or slow client makes room for an active one. If all others have requests in progress, the new one is closed.
 */
export function limitConnections(
  server: Server,
  { maxConnections, maxConnectionsPerPeer }: ConnectionLimits,
  isProxy: (address: string) => boolean,
): Connections {
  const connections = new Map<Socket, Connection>();
  const allOpen = () => [...connections.values()].flatMap(({ open }) => [...open]);

  server.on("connection", (socket: Socket) => {
    connections.set(socket, { socket, open: new Set(), waitingSince: performance.now() });
    socket.once("close", () => connections.delete(socket));
    const { remoteAddress: peer = "" } = socket;
    const all = [...connections.values()];
    makeRoom(all, maxConnections);
    if (isProxy(peer)) return;
    const ofPeer = all.filter((one) => one.socket.remoteAddress === peer);
    makeRoom(ofPeer, maxConnectionsPerPeer);
  });

  return {
    follow(open) {
      const connection = connections.get(open.request.socket);
      if (connection === undefined) return;
      const wait = () => {
        connection.waitingSince = performance.now();
      };
      connection.open.add(open);
      open.response.once("prefinish", wait).once("close", () => {
        connection.open.delete(open);
        wait();
      });
    },
    answering: () => allOpen().filter(isAnswering),
    unsent: () => allOpen().filter(({ request }) => request.complete),
  };
}

function makeRoom(connections: readonly Connection[], max: number): void {
  const left = connections.filter(({ socket }) => !socket.destroyed);
  if (left.length <= max) return;
  const waiting = left.filter(({ open }) => ![...open].some(isAnswering));
  const [longest] = waiting.sort((one, other) => one.waitingSince - other.waitingSince);
  longest?.socket.destroy();
}

function isAnswering({ request, response }: OpenRequest): boolean {
  return request.complete && !response.writableEnded;
}
