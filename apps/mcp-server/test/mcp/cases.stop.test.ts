import { once } from "node:events";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { describe, expect, it } from "vitest";
import { createCalls } from "../../src/mcp/calls.js";
import { StoppingError } from "../../src/tools/stopping-error.js";
import { messagesOf, startTestHttpServer, waitCall } from "../support/http-server.js";

const STOPPING = {
  isError: true,
  content: [
    {
      type: "text",
      text: "STOPPING: the server is stopping. Nothing was changed. Repeat the call once the server has started again.",
    },
  ],
};

describe("CL18 a stop of the server", () => {
  it("gives a waiting call of a session an error result", async () => {
    const server = await startTestHttpServer();
    const call = server.post(waitCall(1), await server.begin());
    await server.called(1);

    const [messages] = await Promise.all([
      call.then((response) => messagesOf(response)),
      server[Symbol.asyncDispose](),
    ]);

    expect(messages).toMatchObject([{ id: 1, result: STOPPING }]);
  });

  it("gives a waiting call of protocol 2026-07-28 an error result, with and without progress", async () => {
    const server = await startTestHttpServer();
    const client = new Client({ name: "test", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(new StreamableHTTPClientTransport(server.url));
    const calls = [
      client.callTool({ name: "haproxy_read" }),
      client.callTool({ name: "haproxy_read" }, { onprogress: () => {} }),
    ];
    await server.called(2);

    const [results] = await Promise.all([Promise.all(calls), server[Symbol.asyncDispose]()]);

    expect(results).toMatchObject([STOPPING, STOPPING]);
    await client.close();
  });

  it("lets a change finish", async () => {
    const server = await startTestHttpServer();
    const session = await server.begin();
    const read = server.post(waitCall(1), session);
    const change = server.post(waitCall(2, "haproxy_change"), session);
    await server.called(2);

    const stopped = server[Symbol.asyncDispose]();
    await (await read).text();
    expect(server.waiting[1]?.context.signal.aborted).toBe(false);
    server.waiting[1]?.finish();

    expect(await messagesOf(await change)).toMatchObject([
      { id: 2, result: { content: [{ text: "done" }] } },
    ]);
    await stopped;
  });

  it("does not trust what a read found after it was cancelled, and begins no call", async () => {
    const calls = createCalls();
    const { signal } = new AbortController();
    const read = calls.run({ isRead: true, signal }, async (cancelled) => {
      await once(cancelled, "abort");
      return "HAProxy does not respond";
    });
    const change = calls.run({ isRead: false, signal }, async () => "changed");

    const ended = calls.end();

    await expect(read).rejects.toThrow(StoppingError);
    await expect(change).resolves.toBe("changed");
    await expect(calls.run({ isRead: true, signal }, async () => "read")).rejects.toThrow(StoppingError);
    await ended;
  });

  it("passes on a client's own cancellation, with its error", async () => {
    const calls = createCalls();
    const client = new AbortController();
    const read = calls.run({ isRead: true, signal: client.signal }, async (cancelled) => {
      await once(cancelled, "abort");
      throw cancelled.reason;
    });

    client.abort(new Error("cancelled by the client"));

    await expect(read).rejects.toThrow("cancelled by the client");
  });
});
