import { once } from "node:events";
import { createConnection } from "node:net";
import { connect } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  abortSslCert,
  createRuntimeApiClient,
  newSslCert,
  type RuntimeApiClient,
  RuntimeApiError,
  replaceSslCert,
  setSslCert,
  showSslCerts,
} from "../../src/index.js";
import { fixture, type Rich, startRich } from "../haproxy.js";

const pem = (name: string) => fixture(name).toString("utf8");
const [A, B] = [pem("a.pem"), pem("b.pem")];

let rich: Rich;
let client: RuntimeApiClient;
let file: string;

beforeAll(async () => {
  rich = await startRich();
  client = rich.client;
  file = rich.path("certs/a.pem");
});
afterAll(() => rich[Symbol.asyncDispose]());

async function servedName(): Promise<unknown> {
  const socket = connect({ socket: createConnection(rich.path("tls.sock")), rejectUnauthorized: false });
  try {
    await once(socket, "secureConnect");
    return socket.getPeerCertificate().subject.CN;
  } finally {
    socket.destroy();
  }
}
const uncommitted = async () => (await client.execute(showSslCerts())).uncommitted;

it("LI4 replaces a certificate, and returns what HAProxy holds then", async () => {
  const replaced = await replaceSslCert(client, file, `\n${B.replaceAll("\n", "\r\n")}\n\n`);

  expect(replaced).toMatchObject({ file, subject: "/CN=b.test", used: true });
  expect(await servedName()).toBe("b.test");
  const key = A.slice(A.indexOf("-----BEGIN PRIVATE KEY"));
  const keyFirst = key + A.slice(0, A.indexOf("-----BEGIN PRIVATE KEY"));
  expect(await replaceSslCert(client, file, keyFirst)).toMatchObject({ subject: "/CN=a.test" });
  expect(await servedName()).toBe("a.test");
  expect(await uncommitted()).toEqual([]);
});

it.each([
  [
    "no key",
    A.slice(0, A.indexOf("-----BEGIN PRIVATE KEY")),
    "not a PEM text of a certificate and its private key",
  ],
  ["no certificate", A.slice(A.indexOf("-----BEGIN PRIVATE KEY")), "not a PEM text"],
  [
    "the key of another",
    A.slice(0, A.indexOf("-----BEGIN PRIVATE KEY")) + B.slice(B.indexOf("-----BEGIN PRIVATE KEY")),
    "belongs to another",
  ],
  ["no PEM at all", "hello", "not a PEM text"],
])("LI4 sends nothing of a PEM with %s, and does not show it", async (_what, text, message) => {
  const nowhere = createRuntimeApiClient({ address: { path: "/nonexistent.sock" } });

  const error: unknown = await replaceSslCert(nowhere, file, text).catch((caught: unknown) => caught);

  expect(error).toMatchObject({ code: "UNSAFE_ARGUMENT", message: expect.stringContaining(message) });
  expect(String(error)).not.toMatch(/BEGIN|hello/);
});

it("LI4 refuses a file that HAProxy does not hold, and leaves no transaction", async () => {
  await expect(replaceSslCert(client, rich.path("certs/none.pem"), B)).rejects.toMatchObject({
    code: "REJECTED",
  });

  expect(await uncommitted()).toEqual([]);
});

describe("another client", () => {
  it("that has an open transaction keeps it", async () => {
    const other = rich.path("certs/other.pem");
    await client.execute(newSslCert(other));
    await client.execute(setSslCert(other, B));

    await expect(replaceSslCert(client, file, B)).rejects.toMatchObject({
      code: "REJECTED",
      reason: expect.stringContaining(`a transaction is open for ${other}`),
    });

    expect(await uncommitted()).toEqual([other]);
    expect(await servedName()).toBe("a.test");
    await client.execute(abortSslCert(other));
  });

  it("that sets the same file at the same time is noticed before the commit", async () => {
    const meddling: RuntimeApiClient = {
      ...client,
      batch: (commands, options) =>
        client.batch(
          commands.map((command) => (command.payload === undefined ? command : setSslCert(file, A))),
          options,
        ) as never,
    };

    await expect(replaceSslCert(meddling, file, B)).rejects.toMatchObject({ code: "NOT_CONFIRMED" });

    expect(await uncommitted()).toEqual([]);
    expect(await servedName()).toBe("a.test");
  });
});

it("LI4 aborts what HAProxy refuses to commit, and nothing when the response was lost or nothing was sent", async () => {
  const sent: string[] = [];
  const failing = (error: RuntimeApiError, verb = "commit"): RuntimeApiClient => ({
    ...client,
    execute: (command, options) => {
      sent.push(command.line);
      return client.execute(command, options);
    },
    batch: async (commands, options) =>
      commands[0]?.line.startsWith(verb) === true
        ? (commands.map(() => ({ ok: false, error })) as never)
        : client.batch(commands, options),
  });
  const abort = `abort ssl cert ${file}`;

  const refused = new RuntimeApiError("REJECTED", "no");
  await expect(replaceSslCert(failing(refused), file, B)).rejects.toBe(refused);
  expect(sent).toContain(abort);
  expect(await uncommitted()).toEqual([]);

  sent.length = 0;
  const lost = new RuntimeApiError("TRUNCATED", "lost");
  await expect(replaceSslCert(failing(lost), file, B)).rejects.toBe(lost);
  expect(sent).not.toContain(abort);
  await client.execute(abortSslCert(file));

  const unsent = new RuntimeApiError("CANCELLED", "not sent", { sent: false });
  await expect(replaceSslCert(failing(unsent, "set"), file, B)).rejects.toBe(unsent);
  expect(sent).not.toContain(abort);
});
