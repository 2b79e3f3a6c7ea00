import { expect, it } from "vitest";
import type { RuntimeCommand } from "../src/index.js";
import { parse } from "./reply-of.js";

/** A command with the line that it must send. */
export type LineOf = readonly [command: RuntimeCommand<unknown>, line: string];

/** Commands that change something, and the reply that each accepts as success. */
export function expectWrites(
  cases: readonly (readonly [...LineOf, ...(readonly string[])])[],
  refusal = "No such thing.",
): void {
  it.each(cases.map((one) => [one[1], ...one] as const))("%s", (_line, command, line, ...successes) => {
    expect(command).toMatchObject({ line, kind: "write" });
    for (const success of successes) {
      const [, severity, text = success] = /^\[(\d)\]: ([\s\S]*)$/.exec(success) ?? [];
      expect(parse(command, text, severity === undefined ? undefined : Number(severity))).toBeUndefined();
    }
    expect(() => parse(command, refusal, 3)).toThrow(
      expect.objectContaining({ code: "REJECTED", reason: refusal, outcomeUnknown: false }),
    );
    expect(() => parse(command, "Something else happened.", 5)).toThrow(
      expect.objectContaining({ code: "MALFORMED_REPLY", outcomeUnknown: true }),
    );
  });
}

/** Calls that must be refused before anything is sent. */
export function expectUnsafe(calls: readonly (readonly [what: string, call: () => unknown])[]): void {
  it.each(calls)("refuses %s", (_what, call) => {
    expect(call).toThrow(
      expect.objectContaining({ code: "UNSAFE_ARGUMENT", sent: false, outcomeUnknown: false }),
    );
  });
}
