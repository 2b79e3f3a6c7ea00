/** @typedef {import("./clients.mjs").Client} Client */

const LIMIT_MS = 30_000;

/**
 * Whether a client lists the tools, and adds a domain that HAProxy then serves.
 *
 * @param {() => Promise<Client>} open
 * @param {Pick<import("./server.mjs").Server, "samplePort" | "ask">} server
 * @param {string} domain
 * @returns {Promise<string | undefined>} why it doesn't, if so
 */
export async function whyNot(open, server, domain) {
  return Promise.race([works(open, server, domain), isLate()]).catch((error) => String(error.stack ?? error));
}

/**
 * @param {() => Promise<Client>} open
 * @param {Pick<import("./server.mjs").Server, "samplePort" | "ask">} server
 * @param {string} domain
 */
async function works(open, { samplePort, ask }, domain) {
  const client = await open();
  try {
    const names = await client.list();
    if (!names.includes("haproxy_add_domain")) return `its list of tools is ${names.join(", ") || "empty"}`;
    const args = { domain, ip: "127.0.0.1", http_port: samplePort };
    const result = await client.call("haproxy_add_domain", args);
    if (!result.includes("slot 1") && !result.includes('"slot": 1')) return `the call returned ${result}`;
    const status = await ask(domain);
    return status === 200 ? undefined : `HAProxy returned ${status} for the domain that it added`;
  } finally {
    await client.close?.();
  }
}

async function isLate() {
  await new Promise((resolve) => setTimeout(resolve, LIMIT_MS).unref());
  return `no result after ${LIMIT_MS / 1000} s`;
}
