import { expect, it } from "vitest";
import { z } from "zod";
import { documentSchema } from "../../src/transfer/document.js";

it("publishes the schema of exports as it is", async () => {
  const schema = z.toJSONSchema(documentSchema, { io: "input" });

  await expect(`${JSON.stringify(schema, undefined, 2)}\n`).toMatchFileSnapshot(
    "../../../../docs/export.schema.json",
  );
});
