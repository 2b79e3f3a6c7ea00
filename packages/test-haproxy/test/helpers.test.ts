import { once } from "node:events";
import { access, mkdir, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  freePort,
  readmeExample,
  request,
  startBackend,
  startMachine,
  startPeer,
  temporaryFolder,
} from "../src/index.js";

it("creates folders only for their owner, with paths short enough for sockets, and removes them", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder.path, "sub"));
  await writeFile(join(folder.path, "sub", "file"), "");

  expect((await stat(folder.path)).mode & 0o777).toBe(0o700);
  expect(join(folder.path, "runtime.sock").length).toBeLessThan(90);
  await folder[Symbol.asyncDispose]();
  await expect(access(folder.path)).rejects.toMatchObject({ code: "ENOENT" });
});

it("finds a port that can be listened on", async () => {
  const server = createServer().listen(await freePort(), "127.0.0.1");
  await once(server, "listening");
  server.close();
});

it.each(["127.0.0.1", "::1", "127.0.0.5"])(
  "starts a backend on %s that returns its name, and stops it",
  async (host) => {
    const backend = await startBackend({ name: "me", host });
    const target = { port: backend.port, host };

    expect((await request(target, { host: "any" })).body).toBe("me");
    await backend[Symbol.asyncDispose]();
    await expect(request(target, { host: "any" })).rejects.toMatchObject({ code: "ECONNREFUSED" });
  },
);

it("starts a peer with scripted behaviour", async () => {
  await using peer = await startPeer((socket) =>
    socket.end("HTTP/1.1 418 Teapot\r\ncontent-length: 0\r\n\r\n"),
  );

  expect((await request(peer, { host: "any" })).status).toBe(418);
});

it("gives machines that start at once different subnets", async () => {
  const machines = await Promise.all([startMachine(), startMachine(), startMachine()]);
  try {
    expect(new Set(machines.map(({ us }) => us.outside)).size).toBe(3);
    const routes = await Promise.all(machines.map(({ us, exec }) => exec("ip", "route", "get", us.outside)));
    expect(routes.every((route) => route.includes(" src "))).toBe(true);
  } finally {
    await Promise.all(machines.map((machine) => machine[Symbol.asyncDispose]()));
  }
});

describe("readmeExample", () => {
  const write = async (folder: string, text: string) => {
    await writeFile(join(folder, "README.md"), text);
    return readmeExample(folder, { env: { NAME: "x" } });
  };
  const fence = "```";

  it("runs the first example, and returns the expected output", async () => {
    await using folder = await temporaryFolder();

    const result = await write(
      folder.path,
      `# A\n\n${fence}sh\nnpm i\n${fence}\n\n${fence}js\nconsole.log(process.env.NAME);\n${fence}\n\n${fence}text\ny\n${fence}\n`,
    );

    expect(result).toEqual({ stdout: "x\n", expected: "y\n" });
  });

  it("fails if the example fails or is missing", async () => {
    await using folder = await temporaryFolder();

    await expect(
      write(folder.path, `${fence}js\nthrow new Error("no");\n${fence}\n${fence}text\n${fence}\n`),
    ).rejects.toThrow("no");
    await expect(write(folder.path, "# A\n")).rejects.toThrow("has no example");
  });
});
