import { defineConfig } from "vitest/config";

// Vitest 4 ignores a file of this name unless it is passed by --config; every script does.
export default defineConfig({
  test: {
    maxWorkers: "100%", // most tests wait for a program; the default leaves one core idle
    projects: ["packages/*", "apps/*", "bench", "scripts"],
  },
});
