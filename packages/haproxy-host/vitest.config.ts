import { defineProject } from "vitest/config";

export default defineProject({ test: { name: "haproxy-host", include: ["test/**/*.test.ts"] } });
