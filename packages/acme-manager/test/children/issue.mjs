// Issues a certificate, and kills itself with SIGKILL at one of the steps.
// JOB in the environment: {kind, options, cloudflare: {token, apiUrl, ca}, names, killAt}
import {
  certificateNames,
  createAcmeShDriver,
  createCloudflareProvider,
  createEmbeddedDriver,
} from "@haproxy-mcp/acme-manager";

const { kind, options, cloudflare: provider, names, killAt } = JSON.parse(process.env["JOB"] ?? "{}");
const dns = createCloudflareProvider({ ...provider, token: async () => provider.token });
const hookEnvironment = async () => ({ CF_Token: provider.token });
const driver =
  kind === "embedded"
    ? createEmbeddedDriver({ ...options, dns })
    : createAcmeShDriver({ ...options, dns, hookEnvironment });
await driver.issue(
  { names: certificateNames(names), keyType: "ec-256" },
  {
    onProgress: ({ step }) => {
      if (step === killAt) process.kill(process.pid, "SIGKILL");
    },
  },
);
