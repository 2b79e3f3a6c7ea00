import { AppBridge, LATEST_PROTOCOL_VERSION } from "@modelcontextprotocol/ext-apps/app-bridge";
import schema from "@modelcontextprotocol/ext-apps/schema.json" with { type: "json" };
import { describe, expect, it, vi } from "vitest";
import { type BridgeOptions, createBridge, errorOf, type Pipe, textOf } from "../../web/apps/bridge.js";

type Transport = Parameters<AppBridge["connect"]>[0];
type Message = Record<string, unknown>;
type Host = ConstructorParameters<typeof AppBridge>;

/** A view and the host half of the protocol's own SDK, with clones of messages between them, as between windows. */
async function meet(
  capabilities: Host[2] = {},
  prepare: (host: AppBridge) => void = () => {},
  options: Host[3] = {},
) {
  const said: Message[] = [];
  const heard: Message[] = [];
  let toView: ((message: unknown) => void) | undefined;
  const transport: Transport = {
    start: async () => {},
    close: async () => {},
    send: async (message) => {
      heard.push(message as Message);
      setImmediate(() => toView?.(structuredClone(message)));
    },
  };
  const pipe: Pipe = {
    post(message) {
      said.push(message as Message);
      setImmediate(() => transport.onmessage?.(structuredClone(message) as never));
    },
    listen: (onMessage) => {
      toView = onMessage;
    },
  };
  const host = new AppBridge(null, { name: "host", version: "1" }, capabilities, options);
  prepare(host);
  await host.connect(transport);
  const on = {
    onContext: vi.fn(),
    onInput: vi.fn(),
    onResult: vi.fn(),
    onCancelled: vi.fn(),
    onEnd: vi.fn(),
  } satisfies Partial<BridgeOptions>;
  const view = createBridge(pipe, { name: "haproxy-mcp overview", version: "1", ...on });
  return { host, view, on, said, heard, toView: (message: unknown) => toView?.(message) };
}

describe("with the host half of the protocol's SDK", () => {
  it("begins as the host wants it, and learns what the host can do", async () => {
    const initialized = vi.fn();
    const context = { theme: "dark" as const, displayMode: "inline" as const };
    const met = await meet({ serverTools: {} }, (host) => host.addEventListener("initialized", initialized), {
      hostContext: context,
    });

    const opened = await met.view.open();

    expect(opened).toEqual({ canCall: true });
    expect(met.on.onContext).toHaveBeenCalledExactlyOnceWith(context);
    await expect.poll(() => initialized.mock.calls.length).toBe(1);
    expect(met.host.getAppVersion()).toEqual({ name: "haproxy-mcp overview", version: "1" });
    expect(met.host.getAppCapabilities()).toEqual({ availableDisplayModes: ["inline", "fullscreen"] });
    expect(met.said[0]).toMatchObject({ params: { protocolVersion: LATEST_PROTOCOL_VERSION } });
  });

  it("gets the call's arguments, its result or its end, and changes of the theme", async () => {
    const { host, view, on } = await meet();
    await view.open();

    await host.sendToolInput({ arguments: { domain: "a.example.test" } });
    await host.sendToolResult({
      content: [{ type: "text", text: "up" }],
      structuredContent: { status: "healthy" },
    });
    await host.sendToolCancelled({ reason: "stopped" });
    await host.sendHostContextChange({ theme: "light" });

    await expect.poll(() => on.onContext.mock.calls).toEqual([[{}], [{ theme: "light" }]]);
    expect(on.onInput.mock.calls).toEqual([[{ domain: "a.example.test" }]]);
    expect(on.onResult).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ structuredContent: { status: "healthy" } }),
    );
    expect(on.onCancelled.mock.calls).toEqual([["stopped"]]);
  });

  it("has the host call a tool, and gives its result or its error", async () => {
    const { view } = await meet({ serverTools: {} }, (host) => {
      host.oncalltool = async ({ name, arguments: given }) => {
        if (name !== "haproxy_health") throw new Error("the person said no");
        return { content: [{ type: "text", text: JSON.stringify(given) }] };
      };
    });
    await view.open();

    expect(textOf(await view.call("haproxy_health", { details: true }))).toBe('{"details":true}');
    await expect(view.call("haproxy_reload", {})).rejects.toThrow("the person said no");
  });

  it("reports its height, and what the person changed", async () => {
    const [resized, told] = [vi.fn(), vi.fn(async (_params: unknown) => ({}))];
    const { view } = await meet({ updateModelContext: { text: {} } }, (host) => {
      host.addEventListener("sizechange", resized);
      host.onupdatemodelcontext = told;
    });
    await view.open();

    view.resized(321);
    view.tellModel("drained");

    await expect.poll(() => resized.mock.calls).toEqual([[{ height: 321 }]]);
    await expect
      .poll(() => told.mock.calls.map(([params]) => params))
      .toEqual([{ content: [{ type: "text", text: "drained" }] }]);
  });

  it("reports its height once the host knows it, and not before", async () => {
    const { view, said } = await meet();

    view.resized(100);
    view.resized(200);
    expect(said).toEqual([]);
    await view.open();

    expect(said.map(({ method }) => method)).toEqual([
      "ui/initialize",
      "ui/notifications/initialized",
      "ui/notifications/size-changed",
    ]);
    expect(said[2]).toMatchObject({ params: { height: 200 } });
  });

  it("says nothing to the model through a host that takes nothing", async () => {
    const { view, said } = await meet();
    await view.open();
    const before = said.length;

    view.tellModel("drained");

    expect(said).toHaveLength(before);
  });

  it("ends when the host takes it away: it responds, fails what it waits for, and falls silent", async () => {
    const { host, view, on, said } = await meet({ serverTools: {} }, (one) => {
      one.oncalltool = () => new Promise(() => {});
    });
    await view.open();
    const call = view.call("haproxy_health", {});

    const [ended] = await Promise.all([
      host.teardownResource({}),
      expect(call).rejects.toThrow("the host has closed this view"),
    ]);
    const count = said.length;
    view.resized(1);

    expect(ended).toEqual({});
    expect(on.onEnd).toHaveBeenCalledOnce();
    expect(said).toHaveLength(count);
    await expect(view.call("haproxy_health", {})).rejects.toThrow("the host has closed this view");
  });
});

describe("messages that no host should send", () => {
  it.each([
    null,
    "text",
    7,
    [],
    {},
    { jsonrpc: "1.0", method: "ping", id: 1 },
    { jsonrpc: "2.0", id: 99, result: {} },
  ])("%j changes nothing", async (message) => {
    const { view, said, on, toView } = await meet();
    await view.open();
    const count = said.length;

    toView(message);

    expect(said).toHaveLength(count);
    expect(on.onResult).not.toHaveBeenCalled();
  });

  it("a request that it does not know gets an error, a ping a result", async () => {
    const { view, said, toView } = await meet();
    await view.open();

    toView({ jsonrpc: "2.0", id: "a", method: "ui/unknown" });
    toView({ jsonrpc: "2.0", id: "b", method: "ping" });

    expect(said.slice(-2)).toEqual([
      { jsonrpc: "2.0", id: "a", error: { code: -32601, message: "this view has no ui/unknown" } },
      { jsonrpc: "2.0", id: "b", result: {} },
    ]);
  });
});

it("uses methods that the specification has", async () => {
  const { host, view, said, heard } = await meet({ serverTools: {}, updateModelContext: { text: {} } });
  await view.open();
  view.resized(1);
  view.tellModel("drained");
  await host.sendToolInput({});
  await host.sendToolResult({ content: [] });
  await host.teardownResource({});

  const methods = [...said, ...heard].flatMap(({ method }) => (typeof method === "string" ? [method] : []));
  const text = JSON.stringify(schema);
  expect(methods.filter((method) => !text.includes(JSON.stringify(method)))).toEqual([]);
  expect(methods).toHaveLength(7);
});

it.each([
  [{ content: [{ type: "text", text: "ok" }] }, undefined],
  [
    {
      isError: true,
      content: [{ type: "text", text: "no" }],
      _meta: { error: { code: "OUT_OF_RANGE", field: "weight" } },
    },
    { code: "OUT_OF_RANGE", field: "weight", message: "no" },
  ],
  [{ isError: true }, { code: "FAILED", field: undefined, message: "" }],
])("finds the error of %j", (result, error) => expect(errorOf(result)).toEqual(error));
