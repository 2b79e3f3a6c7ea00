import { defineConfig } from "vitest/config";

// Vitest 4 ignores a file of this name unless it is passed by --config; every script does.
export default defineConfig({
  test: {
    projects: ["packages/*", "apps/*", "bench", "scripts"],
  },
});
