import { defineConfig } from "tsup";

const common = { sourcemap: true, target: "node20" } as const;

export default defineConfig([
  { ...common, entry: ["src/index.ts"], format: ["esm", "cjs"], dts: true },
  { ...common, entry: ["src/main.ts"], format: ["esm"] },
]);
