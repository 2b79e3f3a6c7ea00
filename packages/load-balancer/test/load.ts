import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { type Answer, request, until } from "@haproxy-mcp/test-haproxy";

const CLIENTS = 2; // of each kind
const LIMIT_MS = 20_000;
/** While there is no listener, a client tries again as often as this. */
const RETRY_MS = 5;

export interface Load extends AsyncDisposable {
  answered(): number;
  /** Resolves once as many more requests were answered. */
  more(count: number): Promise<void>;
}

/**
 * Clients that keep their connection, and clients that open one for each request, until it is disposed of.
 *
 * @param hosts asked one after another
 * @param seen is given every response
 */
export function startLoad(
  port: number,
  hosts: readonly string[],
  seen: (host: string, answer: Answer) => void,
): Load {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  let isOver = false;
  let answered = 0;
  const run = async (isKept: boolean, first: number) => {
    for (let number = first; !isOver; number++) {
      const host = hosts[number % hosts.length] ?? "";
      try {
        seen(host, await request({ port }, { host, agent: isKept ? agent : undefined }));
        answered++;
      } catch {
        await sleep(RETRY_MS);
      }
    }
  };
  const running = Promise.all(
    Array.from({ length: CLIENTS }, (_, index) => [run(true, 2 * index), run(false, 2 * index + 1)]).flat(),
  );
  return {
    answered: () => answered,
    more(count) {
      const enough = answered + count;
      return until(`${count} requests are answered`, LIMIT_MS, () => answered >= enough);
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await running;
      agent.destroy();
    },
  };
}
