import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import type { TestClient } from "../support/clients.js";

const document = readFileSync(join(import.meta.dirname, "../../../../docs/jobs.md"), "utf8");
const TOLERANCE_KB = 0.1;

/** A job of an operator, as a script of calls. */
export interface Job {
  /** The result of the next call; an error ends the job. */
  call(name: string, args?: Record<string, unknown>): Promise<Called>;
  /** Compares the number of calls so far, and the bytes of their arguments and results, with docs/jobs.md. */
  isAsDocumented(): void;
}

interface Called {
  readonly data: Record<string, unknown>;
  readonly text: string;
}

/** @param title as docs/jobs.md has it */
export function startJob({ client }: { readonly client: TestClient }, title: string): Job {
  let calls = 0;
  let bytes = 0;
  return {
    async call(name, args = {}) {
      const result = await client.callTool({ name: `haproxy_${name}`, arguments: args });
      const { content, structuredContent } = result;
      calls++;
      bytes += bytesOf(args) + bytesOf({ content, structuredContent });
      const text = content[0]?.text ?? "";
      if (result.isError === true) throw new Error(text);
      return { data: structuredContent ?? {}, text };
    },
    isAsDocumented() {
      const row = document.split("\n").find((line) => line.startsWith(`| ${title} `)) ?? "";
      const [, , documented, kb] = row.split("|").map((cell) => cell.trim());
      const measured = bytes / 1_000;
      expect([title, documented]).toEqual([title, String(calls)]);
      expect(Math.abs(measured - Number(kb)), `${title}: ${measured.toFixed(1)} kB`).toBeLessThanOrEqual(
        TOLERANCE_KB,
      );
    },
  };
}

const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value));
