import { describeRecord, type Outlook } from "@haproxy-mcp/load-balancer";
import { formatEndpoint } from "@haproxy-mcp/validation";

/** `shop.example.com: no pool → pool_2` */
export function describeRouteChange({ domain, from, to }: Outlook["routes"][number]): string {
  return `${domain}: ${from ?? "no pool"} → ${to ?? "no pool"}`;
}

/** `pool_2_1: empty → 10.0.0.1:80 weight 1 ready`; of the same server, what differs: `pool_2_1 10.0.0.1:80: ready → drain`. */
export function describeSlotChange({ name, before, after }: Outlook["slots"][number]): string {
  const isSame = before !== undefined && before.ip === after?.ip && before.port === after.port;
  if (!isSame) return `${name}: ${serverOrEmpty(before)} → ${serverOrEmpty(after)}`;
  const parts = [
    ...(before.weight === after.weight ? [] : [`weight ${before.weight} → ${after.weight}`]),
    ...(before.state === after.state ? [] : [`${before.state} → ${after.state}`]),
  ];
  return `${name} ${formatEndpoint(after.ip, after.port)}: ${parts.join(", ")}`;
}

function serverOrEmpty(server: Outlook["slots"][number]["before"]): string {
  return server === undefined ? "empty" : describeRecord(server);
}
