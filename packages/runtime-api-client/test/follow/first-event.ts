import { until } from "@haproxy-mcp/test-haproxy";

const LIMIT_MS = 5_000;

/** HAProxy does not signal when it starts to send events: `cause` is repeated until one arrives. */
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
