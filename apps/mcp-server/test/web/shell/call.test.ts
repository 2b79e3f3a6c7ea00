import { afterEach, describe, expect, it, vi } from "vitest";
import { CallFailure, createCallTool } from "../../../web/call-tool.js";

afterEach(() => vi.unstubAllGlobals());

function responding(status: number, ...chunks: readonly string[]) {
  const fetched = vi.fn(async (_path: string, _init: RequestInit) => {
    const encoder = new TextEncoder();
    const body = new ReadableStream({
      start(controller) {
        for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
        controller.close();
      },
    });
    return new Response(body, { status });
  });
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

describe("createCallTool", () => {
  it("reports progress and returns the result, wherever the lines are cut", async () => {
    const fetched = responding(
      200,
      '{"progress":"writ',
      'ing"}\n{"progress":"reading"}\n{"result":{"a":1},',
      '"text":"ok"}\n',
    );
    const steps: string[] = [];
    const call = createCallTool(() => {});
    const result = await call(
      "haproxy_add_domain",
      { domain: "a" },
      { reason: "r", onProgress: (step) => steps.push(step) },
    );
    expect(result).toEqual({ result: { a: 1 }, text: "ok" });
    expect(steps).toEqual(["writing", "reading"]);
    const [path, init] = fetched.mock.calls[0] ?? [];
    expect(path).toBe("/ui/call/haproxy_add_domain");
    expect(JSON.parse(String(init?.body))).toEqual({ arguments: { domain: "a" }, reason: "r" });
    expect(init?.headers).toMatchObject({ "content-type": "application/json", "x-haproxy-mcp-ui": "1" });
  });

  it("throws the error of the tool", async () => {
    responding(200, '{"error":{"code":"OUT_OF_RANGE","field":"weight","message":"weight is 0 to 256"}}\n');
    const failure = await createCallTool(() => {})("haproxy_x", {}).catch((error) => error);
    expect(failure).toBeInstanceOf(CallFailure);
    expect(failure).toMatchObject({ code: "OUT_OF_RANGE", field: "weight", message: "weight is 0 to 256" });
  });

  it("says so when the session has ended", async () => {
    responding(401, '{"error":{"code":"UNAUTHENTICATED","message":"sign in with a token first"}}');
    const onSignedOut = vi.fn();
    await expect(createCallTool(onSignedOut)("haproxy_x", {})).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(onSignedOut).toHaveBeenCalledOnce();
  });

  it.each([
    ["a response that breaks off", 200, '{"progress":"writing"}\n', "UNREACHABLE"],
    ["a proxy's own page", 502, "<html>Bad gateway</html>", "HTTP_502"],
  ])("reports %s", async (_, status, body, code) => {
    responding(status, body);
    await expect(createCallTool(() => {})("haproxy_x", {})).rejects.toMatchObject({ code });
  });

  it("distinguishes a cancelled call from a lost one", async () => {
    vi.stubGlobal("fetch", async () => Promise.reject(new DOMException("aborted", "AbortError")));
    await expect(createCallTool(() => {})("haproxy_x", {})).rejects.toMatchObject({ code: "CANCELLED" });
    vi.stubGlobal("fetch", async () => Promise.reject(new TypeError("failed")));
    await expect(createCallTool(() => {})("haproxy_x", {})).rejects.toMatchObject({ code: "UNREACHABLE" });
  });
});
