import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { INITIALIZE, startTestHttpServer, TOKEN } from "../support/http-server.js";
import { shared } from "../support/shared.js";

const PAGES = [
  "http://localhost:6274",
  "https://mcp.example.test",
  "http://127.0.0.1:3000",
  "http://[::1]:5173",
];
const PREFLIGHT = {
  "access-control-request-method": "POST",
  "access-control-request-headers": "authorization,content-type,mcp-protocol-version,mcp-session-id",
};
/** What a client elsewhere sends through a proxy. */
const OUTSIDER = { host: "mcp.example.test", "x-forwarded-for": "203.0.113.7" };

const server = shared(() => startTestHttpServer());

/** node:http, since fetch sets Host itself. */
async function send(method: string, headers: Record<string, string>, body = "") {
  const { hostname, port, pathname } = server().url;
  return new Promise<{ status: number; headers: Record<string, unknown> }>((resolve, reject) => {
    const sent = request({ hostname, port, path: pathname, method, headers }, (response) => {
      response.resume();
      response.once("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: { ...response.headers } }),
      );
    });
    sent.once("error", reject).end(body);
  });
}

const corsOf = (headers: Record<string, unknown>) =>
  Object.keys(headers).filter((name) => name.startsWith("access-control"));

describe("CL8 a page that calls", () => {
  it.each(PAGES)("from %s may read the response and its session", async (origin) => {
    const asked = await send("OPTIONS", { ...PREFLIGHT, origin });
    const called = await send(
      "POST",
      { origin, "content-type": "application/json", accept: "application/json, text/event-stream" },
      JSON.stringify(INITIALIZE),
    );

    expect(asked).toMatchObject({
      status: 204,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-allow-methods": "POST, GET, DELETE",
        "access-control-allow-headers": PREFLIGHT["access-control-request-headers"],
        vary: "origin, access-control-request-headers",
      },
    });
    expect(called).toMatchObject({
      status: 200,
      headers: {
        "access-control-allow-origin": origin,
        "access-control-expose-headers": "mcp-session-id, www-authenticate, retry-after",
        vary: "origin",
        "mcp-session-id": expect.any(String),
      },
    });
  });

  it("from outside may ask without the token, and call with it only", async () => {
    const origin = "https://mcp.example.test";
    const page = { ...OUTSIDER, origin, "content-type": "application/json", accept: "text/event-stream" };

    expect((await send("OPTIONS", { ...OUTSIDER, ...PREFLIGHT, origin })).status).toBe(204);
    expect(await send("POST", page, JSON.stringify(INITIALIZE))).toMatchObject({
      status: 401,
      headers: { "access-control-allow-origin": origin, "www-authenticate": "Bearer" },
    });
    const authorised = {
      ...page,
      accept: `${page.accept}, application/json`,
      authorization: `Bearer ${TOKEN}`,
    };
    expect((await send("POST", authorised, JSON.stringify(INITIALIZE))).status).toBe(200);
  });

  it.each([
    "https://evil.example",
    "null",
    "http://localhost.evil.example",
    "https://mcp.example.test.evil.example",
  ])("from %s gets 403 and nothing to read", async (origin) => {
    for (const method of ["OPTIONS", "POST"]) {
      const { status, headers } = await send(method, { ...PREFLIGHT, origin });
      expect([method, status, corsOf(headers)]).toEqual([method, 403, []]);
    }
  });

  it.each<[string, Record<string, string>]>([
    ["no Origin", PREFLIGHT],
    ["no request to follow", { origin: "http://localhost:6274" }],
  ])("OPTIONS with %s gets 405", async (_, headers) => {
    const response = await send("OPTIONS", headers);

    expect([response.status, response.headers["allow"]]).toEqual([405, "POST"]);
  });
});
