import { until } from "@haproxy-mcp/test-haproxy";

const LIMIT_MS = 5_000;

/** Nothing tells when HAProxy has begun to send events: `cause` is done again until one has come. */
export async function firstEvent(
  events: AsyncIterator<string>,
  cause: () => Promise<unknown>,
): Promise<string> {
  let text: string | undefined;
  const first = events.next().then(({ value }) => {
    text = value;
  });
  await until("an event", LIMIT_MS, async () => {
    await cause();
    return text !== undefined;
  });
  await first;
  return text ?? "";
}
