// Issues a certificate, and kills itself with SIGKILL at one of the steps.
// JOB in the environment: {kind, options, cloudflare: {token, apiUrl, ca}, http: {socket, mapFile}, names, killAt};
// http in place of cloudflare for the challenge http-01
import {
  certificateNames,
  createAcmeShDriver,
  createCloudflareProvider,
  createEmbeddedDriver,
  createHaproxyResponder,
} from "@haproxy-mcp/acme-manager";
import { createRuntimeApiClient } from "@haproxy-mcp/runtime-api-client";

const {
  kind,
  options,
  cloudflare: provider,
  http: haproxy,
  names,
  killAt,
} = JSON.parse(process.env["JOB"] ?? "{}");
const dns = provider && createCloudflareProvider({ ...provider, token: async () => provider.token });
const http =
  haproxy &&
  createHaproxyResponder({
    runtime: createRuntimeApiClient({ address: { path: haproxy.socket } }),
    mapFile: haproxy.mapFile,
  });
const hookEnvironment = async () => ({ CF_Token: provider.token });
const driver =
  kind === "embedded"
    ? createEmbeddedDriver({ ...options, dns, http })
    : createAcmeShDriver({ ...options, dns, hookEnvironment });
await driver.issue(
  { names: certificateNames(names), keyType: "ec-256" },
  {
    onProgress: ({ step }) => {
      if (step === killAt) process.kill(process.pid, "SIGKILL");
    },
  },
);
