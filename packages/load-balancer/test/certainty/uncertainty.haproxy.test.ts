import { writeFile } from "node:fs/promises";
import { request, startBackend } from "@haproxy-mcp/test-haproxy";
import { expect, it } from "vitest";
import { loadBalancerOf, startPools } from "../harness.js";

// What is said of HAProxy's next reload is compared with a HAProxy that was started with the file.

const servers = (port: number) => ({
  "servers.json": JSON.stringify({ "two.example.test": { 1: { ip: "127.0.0.1", http_port: port } } }),
});

it.each([
  ["a remark behind it", "two.example.test pool_2 # moved\n", "UNREADABLE", 503],
  ["a word too many", "two.example.test pool_2 pool_3\n", "UNREADABLE", 503],
  ["no backend", "two.example.test\n", "UNREADABLE", 503],
  ["a # before it", "# two.example.test pool_2\n", "COMMENTED_OUT", 404],
  ["a # right before it", "#two.example.test pool_2\n", "COMMENTED_OUT", 404],
  ["upper case", "Two.Example.test pool_2\n", "INEFFECTIVE", 404],
  ["a backend that HAProxy lacks", "two.example.test be_lagacy\n", "NO_BACKEND", 503],
  ["a pool beyond the configured ones", "two.example.test pool_6\n", "NO_BACKEND", 503],
  ["a pool with a leading zero", "two.example.test pool_02\n", "NO_BACKEND", 503],
])("a line with %s: HAProxy does what is said of its next reload", async (_what, text, kind, status) => {
  await using backend = await startBackend({ name: "two" });
  await using haproxy = await startPools({ files: { "domains.map": text, ...servers(backend.port) } });
  const response = () => request({ socketPath: haproxy.httpSocket }, { host: "two.example.test" });
  expect((await response()).status).toBe(status);
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);

  const { uncertain } = await loadBalancer.findDrift();

  expect(uncertain).toMatchObject([
    { kind, file: haproxy.mapFile, line: 1, atReload: expect.stringContaining(String(status)) },
  ]);
  await loadBalancer.restore();
  expect((await response()).status).toBe(status); // nothing of it was changed
});

it.each([
  ["a remark behind it", "two.example.test pool_2 # moved\n"],
  ["a # before it", "# two.example.test pool_2\n"],
  ["upper case", "Two.Example.test pool_2\n"],
])("a line with %s reads as its edit says, and HAProxy serves the name", async (_what, text) => {
  await using backend = await startBackend({ name: "two" });
  await using haproxy = await startPools({ files: { "domains.map": text, ...servers(backend.port) } });
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket);
  const [found] = (await loadBalancer.findDrift()).uncertain;

  expect(found?.edit).toBe("two.example.test pool_2");
  await writeFile(haproxy.mapFile, `${found?.edit}\n`);
  const { uncertain } = await loadBalancer.restore();

  expect(uncertain).toEqual([]);
  expect((await request({ socketPath: haproxy.httpSocket }, { host: "two.example.test" })).status).toBe(200);
});

it("there is no edit where the pool is not known", async () => {
  await using haproxy = await startPools({ files: { "domains.map": "two.example.test\n" } });
  const { uncertain } = await loadBalancerOf(haproxy, haproxy.runtimeSocket).findDrift();

  expect(uncertain).toMatchObject([{ kind: "UNREADABLE", edit: undefined }]);
});
