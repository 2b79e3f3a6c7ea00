// Attacks on the page's door, over plain HTTP: what a browser lends itself to is in test/page/attacks.browser.ts.
import { createConnection } from "node:net";
import { text } from "node:stream/consumers";
import { type Answer, testSecret, until } from "@haproxy-mcp/test-haproxy";
import { describe, expect, it } from "vitest";
import { NAME, OWN, type Sent, startPageServer } from "../page/door/page-server.js";
import { TOKENS } from "../page/support/tokens.js";
import { INITIALIZE } from "../support/http-server.js";
import { shared } from "../support/shared.js";
import { stateOf } from "./state-of.js";

const LIMIT_MS = 10_000;
const HOUR_MS = 3_600_000;
/** A change that any door would have to stop. */
const CHANGE = "/ui/call/haproxy_add_domain";
const ATTACK = { arguments: { domain: "attack.example.com" } };

const started = shared(() => startPageServer());
const state = async () => [...(await stateOf(started().haproxy)), await started().file("history.jsonl")];

/** The statuses of attempts, none of which changes anything. */
async function attempt(...tries: readonly (Sent | undefined)[]): Promise<readonly number[]> {
  return unchanged(tries.map((sent) => () => started().post(CHANGE, ATTACK, sent)));
}

async function unchanged(tries: readonly (() => Promise<Answer>)[]): Promise<readonly number[]> {
  const before = await state();
  const answers = await Promise.all(tries.map((send) => send()));
  expect(await state()).toEqual(before);
  return answers.map(({ status }) => status);
}

describe("without a session", () => {
  it("no client gets data or calls a tool, not even on this machine", async () => {
    const { send } = started();

    expect(await attempt(undefined)).toEqual([401]);
    for (const path of ["/ui/events", "/ui/requests"])
      expect(await send(path)).toMatchObject({
        status: 401,
        body: expect.stringContaining("UNAUTHENTICATED"),
      });
    expect(await attempt({ headers: { cookie: "haproxy_mcp_ui=guessed" } })).toEqual([401]);
    expect(await attempt({ headers: { cookie: `haproxy_mcp_ui=${TOKENS.admin.secret}` } })).toEqual([401]);
  });

  it("a bearer token is none, however it is sent", async () => {
    const { secret } = TOKENS.admin;

    expect(
      await attempt(
        { headers: { authorization: `Bearer ${secret}` } },
        { headers: { authorization: `bearer  ${secret}` } },
        { headers: { authorization: `Basic ${btoa(`admin:${secret}`)}` } },
        { headers: { "x-api-key": secret } },
      ),
    ).toEqual([401, 401, 401, 401]);
    expect((await started().send(`/ui/events?token=${secret}`)).status).toBe(401);
    const both = { ...(await started().signIn("admin")), authorization: `Bearer ${secret}` };
    expect(await attempt({ headers: both })).toEqual([401]);
  });

  it("the name of a client that asked localhost is no use from elsewhere", async () => {
    await using server = await startPageServer({ opensHere: true });
    const status = async (sent: Sent) => (await server.post(CHANGE, ATTACK, sent)).status;
    const behind = (headers: Record<string, string>) => status({ host: `localhost:${server.port}`, headers });

    for (const headers of [
      { "x-forwarded-for": "127.0.0.1" },
      { "x-forwarded-for": "203.0.113.9" },
      { "x-forwarded-host": "localhost" },
      { "x-forwarded-proto": "https", origin: `https://localhost:${server.port}` },
      { forwarded: "for=127.0.0.1" },
      { via: "1.1 haproxy" },
      { "x-real-ip": "127.0.0.1" },
      { "cf-connecting-ip": "127.0.0.1" },
    ])
      expect([headers, await behind(headers)]).toEqual([headers, 401]);
    expect(await status({ host: NAME })).toBe(401);
    expect(await server.file("domains.map")).toBe("");
  });
});

describe("with a session", () => {
  it("a foreign page can't send a change", async () => {
    const { signIn, send, host, port } = started();
    const session = await signIn("admin");
    const own = { ...session, ...OWN, origin: `http://${host}` };
    const without = (name: string) => () => {
      const headers = Object.fromEntries(Object.entries(own).filter(([key]) => key !== name));
      return send(CHANGE, { method: "POST", headers, body: JSON.stringify(ATTACK) });
    };

    expect(
      await attempt(
        ...[
          "https://attacker.example",
          "null",
          `http://localhost:${port}`,
          `http://127.0.0.1:${port + 1}`,
          "http://127.0.0.1",
          `http://${host}.attacker.example`,
          `http://${host}@attacker.example`,
          `ftp://${host}`,
          `http://${NAME}`,
        ].map((origin) => ({ headers: { ...session, origin } })),
      ),
    ).toEqual(Array.from({ length: 9 }, () => 403));
    expect(await unchanged(Object.keys(own).map(without))).toEqual([401, 415, 403, 403]);
    expect(
      await attempt(
        ...["cross-site", "same-site", "none"].map((site) => ({
          headers: { ...session, "sec-fetch-site": site },
        })),
      ),
    ).toEqual([403, 403, 403]);
    expect(
      await attempt(
        ...[
          "text/plain",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "text/plain; application/json",
        ].map((type) => ({ headers: { ...session, "content-type": type } })),
      ),
    ).toEqual([415, 415, 415, 415]);
    expect(await attempt({ headers: { ...session, "x-haproxy-mcp-ui": "true" } })).toEqual([403]);
  });

  it("a foreign page can't read, and is not asked what it would send", async () => {
    const { send, signIn } = started();
    const session = await signIn("admin");
    for (const path of ["/ui/session", "/ui/requests", "/ui/events"]) {
      for (const site of ["cross-site", "same-site"])
        expect((await send(path, { headers: { ...session, "sec-fetch-site": site } })).status).toBe(403);
      expect((await send(path, { headers: { ...session, origin: "https://attacker.example" } })).status).toBe(
        403,
      );
    }
    const preflight = await send(CHANGE, {
      method: "OPTIONS",
      headers: { origin: `http://${NAME}`, "access-control-request-method": "POST" },
    });
    const own = await send("/ui/session", { headers: { ...session, origin: `http://${started().host}` } });

    expect([preflight.status, own.status]).toEqual([403, 200]);
    for (const { headers } of [preflight, own])
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  it("no page may show ours in a frame, or run what we did not send", async () => {
    const { send } = started();
    const answers = await Promise.all(
      ["/ui/", "/ui/nothing", "/ui/session", "/ui/events", "/ui"].map((path) => send(path)),
    );

    for (const { headers } of answers)
      expect(headers).toMatchObject({
        "content-security-policy": expect.stringMatching(
          /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'; require-trusted-types-for 'script'/,
        ),
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "cross-origin-resource-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "same-origin",
        "permissions-policy": expect.stringContaining("camera=()"),
        "cache-control": "no-store",
      });
    expect(answers[0]?.headers["content-security-policy"]).not.toContain("unsafe");
  });

  it("its cookie is no key to /mcp", async () => {
    const { send, signIn } = started();
    const { cookie } = await signIn("admin");
    const headers = {
      cookie,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    };
    const body = JSON.stringify(INITIALIZE);

    // from outside, where a token is needed
    const outside = { ...headers, "x-forwarded-for": "203.0.113.9" };
    expect((await send("/mcp", { method: "POST", headers: outside, body })).status).toBe(401);
    expect((await send("/metrics", { headers: outside })).status).toBe(401);
  });

  it("a name that leads to this machine gets nothing (DNS rebinding)", async () => {
    const { send, signIn, port } = started();
    const session = await signIn("admin");
    for (const host of [
      "attacker.example",
      `attacker.example:${port}`,
      "localhost.attacker.example",
      "a b",
    ]) {
      for (const path of ["/ui/", "/ui/session", "/ui/events"])
        expect([host, (await send(path, { host, headers: session })).status]).toEqual([host, 403]);
      expect(await attempt({ host, headers: session })).toEqual([403]);
    }
  });

  it("no path leads around the door", async () => {
    const { send, signIn, host } = started();
    const session = { ...(await signIn("read")), ...OWN, origin: `http://${host}` };
    const before = await state();
    for (const path of [
      "/ui/call/../call/haproxy_add_domain",
      "/ui//call/haproxy_add_domain",
      "//ui/call/haproxy_add_domain",
      "/UI/call/haproxy_add_domain",
      "/ui/call/haproxy_add_domain/",
      "/ui/call/haproxy_add_domain%00",
      "/ui/%63all/haproxy_add_domain",
      "/ui/call/__proto__",
      "/ui/call/constructor",
      "/ui/call/haproxy_nothing",
      "/ui/call/",
      "/mcp/../ui/call/haproxy_add_domain",
      "/ui/../mcp",
      "/ui/sign-in/",
    ]) {
      const { status } = await send(path, { method: "POST", headers: session, body: JSON.stringify(ATTACK) });
      expect([path, [404, 405].includes(status)]).toEqual([path, true]);
    }
    for (const [path, method] of [
      [CHANGE, "GET"],
      [CHANGE, "PUT"],
      ["/ui/sign-out", "GET"],
      ["/ui/sign-in", "GET"],
      ["/ui/events", "POST"],
      ["/ui/", "POST"],
      ["/ui/", "TRACE"],
    ] as const)
      expect([path, method, (await send(path, { method, headers: session })).status]).toEqual([
        path,
        method,
        405,
      ]);
    expect(await state()).toEqual(before);
  });

  it("names with markup are text, in JSON that is nothing else", async () => {
    const { signIn, post, send } = started();
    const session = await signIn("admin");
    const name = "<img src=x onerror=alert(1)>";
    const call = await post(CHANGE, { arguments: { domain: name } }, { headers: session });
    const requests = await send(`/ui/requests?domain=${encodeURIComponent(name)}`, { headers: session });
    const page = await send(`/ui/d/${encodeURIComponent(name)}`);
    const raw = await send("/ui/d/<script>alert(1)</script>?q=<script>");

    expect(call.headers).toMatchObject({
      "content-type": "application/x-ndjson",
      "x-content-type-options": "nosniff",
    });
    expect(requests.headers["content-type"]).toBe("application/json");
    for (const { body } of [page, raw]) expect(body).not.toMatch(/onerror|alert/);
  });

  it("a body is bounded, and must be what the route takes", async () => {
    const { post, send, signIn, host } = started();
    const session = await signIn("admin");
    const headers = { ...session, ...OWN, origin: `http://${host}` };
    const huge = "x".repeat(1 << 20);
    const statuses = [];
    const before = await state();
    statuses.push((await post(CHANGE, { ...ATTACK, reason: huge }, { headers: session })).status);
    statuses.push((await post("/ui/sign-in", { token: "x".repeat(4_096) })).status);
    const chunked = { ...headers, "transfer-encoding": "chunked" };
    statuses.push((await send(CHANGE, { method: "POST", headers: chunked, body: `{"a":"${huge}"}` })).status);
    for (const body of ["", "{", "[]", "null", '"x"', '{"arguments":[]}', '{"arguments":{},"role":"admin"}'])
      statuses.push((await send(CHANGE, { method: "POST", headers, body })).status);

    expect(statuses).toEqual([413, 413, 413, 400, 400, 400, 400, 400, 400, 400]);
    expect(await state()).toEqual(before);
  });

  it("a request is not read as two", async () => {
    const { port, host, signIn } = started();
    const { cookie } = await signIn("admin");
    const socket = createConnection({ port, host: "127.0.0.1" });
    const smuggled = `POST ${CHANGE} HTTP/1.1\r\nHost: ${host}\r\nCookie: ${cookie}\r\n\r\n`;
    socket.end(
      `GET /ui/ HTTP/1.1\r\nHost: ${host}\r\nContent-Length: ${smuggled.length + 10}\r\n\r\n${smuggled}`,
    );

    expect((await text(socket)).match(/^HTTP\/1\.1 \d+/gm)).toEqual(["HTTP/1.1 200"]);
  });
});

describe("a session ends", () => {
  const isSignedIn = async (
    { send }: Pick<Awaited<ReturnType<typeof startPageServer>>, "send">,
    headers: { readonly cookie: string },
  ) => "caller" in JSON.parse((await send("/ui/session", { headers })).body);

  it("when it is signed out: its cookie is worth nothing, and another of the same token continues", async () => {
    const server = started();
    const [one, other] = [await server.signIn("admin"), await server.signIn("admin")];
    expect(one.cookie).not.toBe(other.cookie);

    const { status, headers } = await server.post("/ui/sign-out", {}, { headers: one });

    expect([status, headers["set-cookie"]]).toEqual([
      204,
      ["haproxy_mcp_ui=; Path=/ui; Max-Age=0; HttpOnly; SameSite=Strict"],
    ]);
    expect(await attempt({ headers: one })).toEqual([401]);
    expect([await isSignedIn(server, one), await isSignedIn(server, other)]).toEqual([false, true]);
  });

  it("when another begins in the same browser", async () => {
    const server = started();
    const first = await server.signIn("admin");
    const second = await server.signIn("read", { headers: first });

    expect([await isSignedIn(server, first), await isSignedIn(server, second)]).toEqual([false, true]);
  });

  it("after eight hours", async () => {
    await using server = await startPageServer();
    const session = await server.signIn("admin");

    server.clock.ms += 8 * HOUR_MS - 1;
    expect(await isSignedIn(server, session)).toBe(true);
    server.clock.ms += 1;
    expect(await isSignedIn(server, session)).toBe(false);
  });

  it("when its token is revoked, also while it looks", async () => {
    await using server = await startPageServer();
    const { services, port, host } = server;
    const session = await server.signIn("leaver");
    const socket = createConnection({ port, host: "127.0.0.1" });
    let seen = "";
    socket.setEncoding("utf8").on("data", (chunk) => (seen += chunk));
    socket.write(`GET /ui/events HTTP/1.1\r\nHost: ${host}\r\nCookie: ${session.cookie}\r\n\r\n`);
    await until("the first events", LIMIT_MS, () => seen.includes("event: domains"));

    await services.tokens.remove("leaver");

    expect(await isSignedIn(server, session)).toBe(false);
    await until("the stream has ended", LIMIT_MS, () => seen.includes("event: signed-out"));
    socket.destroy();
    expect((await server.post(CHANGE, ATTACK, { headers: session })).status).toBe(401);
  });

  it("when the token has expired", async () => {
    await using server = await startPageServer();
    const { services } = server;
    const expires = new Date(Date.now() + 1_500).toISOString();
    const { token } = await services.tokens.add("short", { role: "admin", expires });
    const { headers } = await server.post("/ui/sign-in", { token });
    const cookie = headers["set-cookie"]?.[0]?.split(";")[0] ?? "";
    expect(await isSignedIn(server, { cookie })).toBe(true);

    await until("its end", LIMIT_MS, async () => !(await isSignedIn(server, { cookie })));
    expect((await server.post("/ui/sign-in", { token })).status).toBe(401);
  });

  it("when there are too many: of the same token, and the oldest", async () => {
    const server = started();
    const admin = await server.signIn("admin");
    const sessions = [];
    for (let count = 0; count < 101; count++) sessions.push(await server.signIn("operate"));

    expect(
      await Promise.all([sessions[0], sessions[1], admin].map((one) => isSignedIn(server, one as never))),
    ).toEqual([false, true, true]);
  });
});

describe("tokens at the sign-in", () => {
  it("can't be tried more than five times a minute from one address; the right one then waits, too", async () => {
    await using server = await startPageServer();
    const attempts = (count: number, client: string) =>
      Promise.all(
        Array.from({ length: count }, async (_, index) => {
          const sent = { headers: { "x-forwarded-for": client } };
          return server.post("/ui/sign-in", { token: testSecret(`guess-${index}`) }, sent);
        }),
      );
    const right = (client: string) =>
      server.post("/ui/sign-in", { token: TOKENS.admin.secret }, { headers: { "x-forwarded-for": client } });

    const statuses = (await attempts(20, "203.0.113.9")).map(({ status }) => status).sort();

    expect(statuses).toEqual([...Array(5).fill(401), ...Array(15).fill(429)]);
    expect(await right("203.0.113.9")).toMatchObject({ status: 429, headers: { "retry-after": "60" } });
    expect((await right("203.0.113.10")).status).toBe(204);
    server.clock.ms += 60_000;
    expect((await right("203.0.113.9")).status).toBe(204);
    await server.services.accessLog.end();
    expect(
      (await server.file("access.log"))
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          address: "203.0.113.9",
          status: 401,
          reason: expect.stringMatching(/^no such token/),
        }),
        expect.objectContaining({ address: "203.0.113.9", status: 429 }),
      ]),
    );
  });

  it("can't be sent by another page's form, and a wrong one leaves the session as it is", async () => {
    const server = started();
    const { send, host } = server;
    const session = await server.signIn("admin");
    const form = await send("/ui/sign-in", {
      method: "POST",
      headers: { origin: "https://attacker.example", "content-type": "text/plain" },
      body: JSON.stringify({ token: TOKENS.read.secret }),
    });
    const wrong = await server.post("/ui/sign-in", { token: "wrong" }, { headers: session });

    expect([form.status, form.headers["set-cookie"], wrong.status, wrong.headers["set-cookie"]]).toEqual([
      403,
      undefined,
      401,
      undefined,
    ]);
    expect(JSON.parse((await send("/ui/session", { headers: session, host })).body).caller.name).toBe(
      "admin",
    );
  });

  it("begin a session that scripts can't read, and other paths and sites don't get", async () => {
    const { post } = started();
    const { headers, body } = await post("/ui/sign-in", { token: TOKENS.read.secret });

    expect(body).toBe("");
    expect(headers["set-cookie"]).toEqual([
      expect.stringMatching(
        /^haproxy_mcp_ui=[\w-]{32}; Path=\/ui; Max-Age=28800; HttpOnly; SameSite=Strict$/,
      ),
    ]);
  });

  it("are refused where there is none", async () => {
    await using server = await startPageServer({ files: { "mcp-tokens.json": "{}" } });

    expect(await server.post("/ui/sign-in", { token: TOKENS.read.secret })).toMatchObject({
      status: 403,
      body: expect.stringContaining("NO_TOKENS"),
    });
  });
});

describe("through HAProxy", () => {
  it("a browser signs in as it does at the server, and its token is no bearer token there either", async () => {
    const { haproxy, post, send, signIn } = started();
    const via = { target: { socketPath: haproxy.httpSocket }, host: NAME };

    expect((await send("/ui/", via)).status).toBe(200);
    expect((await post(CHANGE, ATTACK, via)).status).toBe(401);
    expect((await send("/mcp", via)).status).toBe(401);
    expect((await send("/uix", via)).status).toBe(401);
    const headers = await signIn("read", via);
    expect(JSON.parse((await send("/ui/session", { ...via, headers })).body)).toMatchObject({
      caller: { name: "read" },
      isOpen: false,
    });
    expect(
      (await send("/ui/session", { ...via, headers: { authorization: `Bearer ${TOKENS.read.secret}` } }))
        .status,
    ).toBe(401);
  });

  it("over TLS, the cookie is for TLS alone, and pages without TLS are foreign", async () => {
    const { post, send } = started();
    const secure = {
      host: NAME,
      headers: { "x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https" },
    };
    const signIn = (origin: string) =>
      post(
        "/ui/sign-in",
        { token: TOKENS.read.secret },
        { ...secure, headers: { ...secure.headers, origin } },
      );

    expect((await signIn(`http://${NAME}`)).status).toBe(403);
    const { status, headers } = await signIn(`https://${NAME}`);
    const [cookie = ""] = headers["set-cookie"] ?? [];

    expect(status).toBe(204);
    expect(cookie).toMatch(/^__Secure-haproxy_mcp_ui=.*; SameSite=Strict; Secure$/);
    const [pair = ""] = cookie.split(";");
    const who = async (given: string) => {
      const sent = { ...secure, headers: { ...secure.headers, cookie: given } };
      return JSON.parse((await send("/ui/session", sent)).body).caller?.name;
    };
    expect(await who(pair)).toBe("read");
    expect(await who(`haproxy_mcp_ui=x; ${pair}`)).toBe("read");
    expect(await who(pair.replace("__Secure-", ""))).toBeUndefined();
  });
});
