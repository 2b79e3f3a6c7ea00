import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "test-haproxy", include: ["test/**/*.test.ts"] } });
