import { setImmediate } from "node:timers/promises";
import { expect, it } from "vitest";
import { loadConfig } from "../../src/index.js";
import { type Part, type Running, runParts } from "../../src/lifecycle/run-parts.js";

const config = loadConfig({ HAPROXY_HOST_KIND: "none", LOG_LEVEL: "ERROR" });

/** Parts that record what happens to them. */
function recorded() {
  const events: string[] = [];
  const part =
    (name: string, then: (running: Running) => Promise<void> = async () => {}): Part =>
    async (running) => {
      events.push(`start ${name}`);
      await then(running);
      return {
        async [Symbol.asyncDispose]() {
          await setImmediate();
          events.push(`stop ${name}${running.signal.aborted ? "" : ", not aborted"}`);
        },
      };
    };
  return { events, part };
}

it("starts parts in order, and stops them in reverse when the signal aborts", async () => {
  const { events, part } = recorded();
  const stopping = new AbortController();

  await runParts(config, stopping.signal, [
    part("one"),
    async () => void events.push("once"),
    part("two"),
    async () => stopping.abort("SIGTERM"),
  ]);

  expect(events).toEqual(["start one", "once", "start two", "stop two", "stop one"]);
});

it("stops the started parts if one fails to start, and starts no other", async () => {
  const { events, part } = recorded();
  const fails = part("two", () => Promise.reject(new Error("port taken")));

  const running = runParts(config, new AbortController().signal, [part("one"), fails, part("three")]);

  await expect(running).rejects.toThrow("port taken");
  expect(events).toEqual(["start one", "start two", "stop one"]);
});

it("stops when a part calls stop, and throws an error given as reason after everything has stopped", async () => {
  const { events, part } = recorded();
  const stopWith = (reason: unknown) =>
    runParts(config, new AbortController().signal, [part("one"), async ({ stop }) => stop(reason)]);

  await expect(stopWith("end of input")).resolves.toBeUndefined();
  await expect(
    stopWith(new Error("HAProxy ended")).catch((error) => `${error.message} ${events.at(-1)}`),
  ).resolves.toBe("HAProxy ended stop one");
});
