import diagnostics from "node:diagnostics_channel";
import { expect, it } from "vitest";
import {
  addMap,
  BATCH_CHANNEL,
  type BatchTrace,
  createRuntimeApiClient,
  setSslCert,
  showMap,
} from "../../src/index.js";
import { startOnePool } from "../haproxy.js";

/** The events of one target's batches while a task runs: tests of other targets may run concurrently. */
async function traced(target: string, task: () => Promise<unknown>) {
  const started: BatchTrace[] = [];
  const ended: BatchTrace[] = [];
  const into = (list: BatchTrace[]) => (message: unknown) => {
    const trace = message as BatchTrace;
    if (trace.target === target) list.push({ ...trace });
  };
  const channel = diagnostics.tracingChannel<string, BatchTrace>(BATCH_CHANNEL);
  const handlers = { start: into(started), asyncEnd: into(ended), end() {}, asyncStart() {}, error() {} };
  channel.subscribe(handlers);
  try {
    await task();
  } finally {
    channel.unsubscribe(handlers);
  }
  return { started, ended };
}

it("publishes target, commands, duration and outcome of each batch, never a payload", async () => {
  await using haproxy = await startOnePool();
  const client = createRuntimeApiClient({ address: { path: haproxy.runtimeSocket } });
  const map = haproxy.mapFile;

  const { started, ended } = await traced(client.target, () =>
    client.batch([showMap(map), addMap("/nope", "a", "b"), setSslCert("a.pem", "SECRET"), showMap("/nope")]),
  );

  const commands = [`show map ${map}`, "add map /nope a b", "set ssl cert a.pem <<", "show map /nope"];
  expect(started).toEqual([{ target: haproxy.runtimeSocket, commands }]);
  expect(ended).toEqual([
    {
      target: haproxy.runtimeSocket,
      commands,
      durationMs: expect.any(Number),
      outcome: { succeeded: 1, failed: { REJECTED: 3 } },
      result: expect.anything(),
    },
  ]);
  expect(JSON.stringify(started)).not.toContain("SECRET");
});

it("publishes a batch that was refused before it was sent", async () => {
  const client = createRuntimeApiClient({ address: { path: "/nonexistent/of/batch-tracing" } });
  const errors: unknown[] = [];
  const onError = (message: unknown) => {
    if ((message as BatchTrace).target === client.target) errors.push((message as { error: unknown }).error);
  };
  diagnostics.subscribe(`tracing:${BATCH_CHANNEL}:error`, onError);

  await expect(client.batch([{ ...showMap("/m"), line: "two; commands" }])).rejects.toThrow();
  diagnostics.unsubscribe(`tracing:${BATCH_CHANNEL}:error`, onError);

  expect(errors).toEqual([expect.objectContaining({ code: "UNSAFE_ARGUMENT" })]);
});
