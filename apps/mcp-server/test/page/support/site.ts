import { until } from "@haproxy-mcp/test-haproxy";
import { certificateFor } from "./certificate.js";
import { startWorld, type World, type WorldOptions } from "./world.js";

const LIMIT_MS = 10_000;
const SHOP = "shop.example.test";
const API = "api.example.test";
const PAY = "pay.example.test";
const MAIL = "mail.example.test";

export const NAMES = { shop: SHOP, api: API, pay: PAY, mail: MAIL } as const;

/**
 * A world in which an operator has something to see: a healthy site, one that misses a server, one that is down, certificates of all kinds,
 * and changes by an MCP client and the command line.
 */
export async function startSite(options: WorldOptions = {}): Promise<World> {
  const files = {
    "certs/shop.example.test.pem": await certificateFor([SHOP, `www.${SHOP}`], 65),
    "certs/api.example.test.pem": await certificateFor([API], 9),
    "certs/mail.example.test.pem": await certificateFor([MAIL], 0),
    ...options.files,
  };
  const world = await startWorld({ ...options, files });
  try {
    const of = async (name: string) => (await world.application(name)).address;
    await world.agent("add_domain", {
      domain: SHOP,
      aliases: [`www.${SHOP}`],
      servers: [await of("shop-a"), await of("shop-b")],
    });
    await world.agent("add_domain", {
      domain: API,
      servers: [await of("api-a"), await of("api-b"), await of("api-c")],
    });
    await world.agent("add_domain", { domain: PAY, ...(await of("pay-a")) });
    await world.agent("add_domain", { domain: MAIL, ...(await of("mail-a")) });
    for (const domain of [SHOP, API, PAY, MAIL]) await world.agent("wait_healthy", { domain });
    await world.agent("set_server_weight", { domain: SHOP, slot: 1, weight: 100 });
    await world.command("servers", "weight", SHOP, "2", "50", "--reason", "an older machine");
    await world.logged('"reason":"edited files"');
    await (await world.application("api-c")).stop();
    (await world.application("pay-a")).respondWith(503);
    await settled(world, API, "degraded");
    await settled(world, PAY, "down");
    world.traffic(SHOP, SHOP, API, MAIL, PAY);
    return world;
  } catch (error) {
    await world[Symbol.asyncDispose]();
    throw error;
  }
}

/** Waits until HAProxy's checks have seen it. */
async function settled(world: World, domain: string, status: string): Promise<void> {
  await until(`${domain} is ${status}`, LIMIT_MS, async () => {
    const health = await world.agent("domain_health", { domain });
    return health["status"] === status;
  });
}

/** The files of a world with a line that names a pool which HAProxy has not. */
export const UNCERTAIN = { "domains.map": "lost.example.test pool_900\n" } as const;

/** A server whose weight was changed behind the files' back. */
export async function withDrift(world: World): Promise<World> {
  await world.haproxy.runtime("set weight pool_1/pool_1_1 7");
  return world;
}
