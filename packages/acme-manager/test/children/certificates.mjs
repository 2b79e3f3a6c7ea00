// Runs one action on certificates, and kills itself or HAProxy with SIGKILL at one of its steps; prints the number of steps.
// JOB in the environment: {certsDir, folder, runtimeSocket, tls, action, name, killAt, victim}, victim a process group or 0 for itself
import { join } from "node:path";
import {
  createCertificateFolder,
  createCertificateManager,
  createDeployer,
  createEmbeddedDriver,
} from "@haproxy-mcp/acme-manager";
import { nodeFileSystem } from "@haproxy-mcp/durable-files";
import { createRuntimeApiClient, createSocketTransport } from "@haproxy-mcp/runtime-api-client";
import { createFaultPoints } from "@haproxy-mcp/test-haproxy";

const READS = /^disk[.](?:resolve|read|stamp|list|openFolder)$|^driver[.]list$/;
const { certsDir, folder, runtimeSocket, tls, action, name, killAt, victim } = JSON.parse(
  process.env["JOB"] ?? "{}",
);

const points = createFaultPoints(
  ({ number }) => {
    if (number === killAt) process.kill(victim === 0 ? process.pid : -victim, "SIGKILL");
  },
  (step) => READS.test(step),
);
const address = { path: runtimeSocket };
const disk = points.in("disk", {
  ...nodeFileSystem,
  openFolder: async (/** @type {string} */ path) => points.in("disk", await nodeFileSystem.openFolder(path)),
});
const driver = createEmbeddedDriver({
  folder: join(folder, "embedded"),
  directoryUrl: "https://localhost:1/none",
  email: undefined,
  externalAccount: undefined,
  dns: /** @type {any} */ ({ name: "none" }),
  dnsWaitMs: 0,
});
const manager = createCertificateManager({
  drivers: [points.in("driver", driver)],
  folder,
  deployer: createDeployer({
    folder: createCertificateFolder(certsDir, disk),
    runtime: createRuntimeApiClient({
      address,
      transport: points.in("socket", createSocketTransport(address)),
    }),
    lockFolder: join(folder, "locks"),
    tls,
  }),
});
await (action === "remove" ? manager.remove(name) : manager.reconcile()).catch(() => {});
process.stdout.write(`${points.count}\n`);
