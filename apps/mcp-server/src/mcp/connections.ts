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
  /** Since when it waits for a request. */
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
  /** The requests that have arrived as a whole. */
  answering(): readonly OpenRequest[];
}

/**
 * Bounds the connections of a server. One that is one too many replaces the one that has waited for longest for a request, or for the
 * rest of one: an idle or slow client makes room for an active one. If all others have requests in progress, the new one is closed.
 */
export function limitConnections(
  server: Server,
  { maxConnections, maxConnectionsPerPeer }: ConnectionLimits,
  isProxy: (address: string) => boolean,
): Connections {
  const connections = new Map<Socket, Connection>();

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
      connection.open.add(open);
      open.response.once("close", () => {
        connection.open.delete(open);
        connection.waitingSince = performance.now();
      });
    },
    answering: () => [...connections.values()].flatMap(({ open }) => [...open].filter(hasArrived)),
  };
}

function makeRoom(connections: readonly Connection[], max: number): void {
  const left = connections.filter(({ socket }) => !socket.destroyed);
  if (left.length <= max) return;
  const waiting = left.filter(({ open }) => ![...open].some(hasArrived));
  const [longest] = waiting.sort((one, other) => one.waitingSince - other.waitingSince);
  longest?.socket.destroy();
}

function hasArrived({ request }: OpenRequest): boolean {
  return request.complete;
}
