// Counts how often it was run, also by many processes at once, and loses none: counter FILE
import { dirname } from "node:path";
import { readFile, replaceFile, withLock } from "@haproxy-mcp/durable-files";

const [file = "counter.txt"] = process.argv.slice(2);
await withLock({ folder: dirname(file), name: "counter", what: file, waitMs: 30_000 }, async () => {
  const found = await readFile(file, { maxBytes: 100 });
  await replaceFile(file, `${Number(found?.content ?? 0) + 1}\n`);
});
