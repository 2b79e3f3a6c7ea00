import type { Services } from "../services.js";
import { ServedElsewhereError } from "../tools/served-elsewhere.js";
import type { ExportDocument } from "./document.js";

/** For names that are new here. @throws ServedElsewhereError */
export async function assertServedNowhereElse(
  { loadBalancer, findOperatorSite }: Pick<Services, "loadBalancer" | "findOperatorSite">,
  pools: ExportDocument["pools"],
  signal: AbortSignal,
): Promise<void> {
  const { state } = await loadBalancer.read({ signal });
  const known = new Set([...state.pools.values()].flatMap(({ names }) => [...names]));
  await Promise.all(
    pools.flatMap(({ domains }, pool) =>
      domains.map(async (name, index) => {
        if (known.has(name)) return;
        const site = await findOperatorSite(name);
        if (site !== undefined)
          throw new ServedElsewhereError(name, site, `pools[${pool}].domains[${index}]`);
      }),
    ),
  );
}
