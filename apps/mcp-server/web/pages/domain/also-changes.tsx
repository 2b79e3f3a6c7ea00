import type { DomainRow } from "../../../src/page/model.js";
import { ShapeOf } from "../../parts/shape.js";

/** Which other names have the same servers. */
export function AlsoChanges({ row, domain }: { row: DomainRow; domain: string }) {
  const others = row.names.filter((name) => name !== domain);
  if (others.length === 0) return null;
  return (
    <p class="tone-info note">
      <ShapeOf shape="bang" /> This also changes {others.join(", ")}:{" "}
      {others.length === 1 ? "it has" : "they have"} the same servers.
    </p>
  );
}
