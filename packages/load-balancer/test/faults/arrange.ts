import type { TestHaproxy } from "@haproxy-mcp/test-haproxy";
import type { LoadBalancer } from "../../src/index.js";
import { loadBalancerOf } from "../harness.js";
import { type Observed, observe } from "../observe.js";
import { ARRANGEMENT, type Call, POOLS } from "./cases.js";

export async function arrange(haproxy: TestHaproxy): Promise<Observed> {
  const loadBalancer = loadBalancerOf(haproxy, haproxy.runtimeSocket, POOLS);
  for (const one of ARRANGEMENT) await call(loadBalancer, one);
  return observe(haproxy);
}

export async function call(loadBalancer: LoadBalancer, [method, input]: Call): Promise<unknown> {
  return (loadBalancer[method] as (input?: object) => Promise<unknown>)(input);
}
