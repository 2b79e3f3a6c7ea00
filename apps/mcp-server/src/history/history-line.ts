import type { StateDifference } from "@haproxy-mcp/load-balancer";
import { serverStateSchema } from "@haproxy-mcp/validation";
import { z } from "zod";
import { ROLES } from "../access/role.js";

const callerSchema = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  way: z.enum(["MCP", "command line", "page", "system"]),
  client: z.string().optional(),
  address: z.string().optional(),
});

/** How a call ended. `failed`: with an error, and what it had changed until then stays. */
const RESULTS = ["done", "rolled back", "failed", "unknown"] as const;
export type Result = (typeof RESULTS)[number];

/** Written before anything is changed. */
const beginSchema = z.object({
  kind: z.literal("begin"),
  id: z.string(),
  time: z.string(),
  caller: callerSchema,
  /** The name of the tool without its prefix: `add_domain`. */
  operation: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  /** Why, as the caller says. */
  reason: z.string().optional(),
  /** Id of the entry that this one undoes. */
  undoes: z.string().optional(),
  /** The process that writes the end. */
  writer: z.object({ pid: z.number().int(), started: z.string().optional() }),
});

const poolSchema = z.number().int().positive();
const serverSchema = z.object({
  ip: z.string(),
  port: z.number().int(),
  weight: z.number().int(),
  state: serverStateSchema,
});

/** Written before the files are. */
const stepSchema = z.object({
  kind: z.literal("step"),
  id: z.string(),
  step: z.number().int(),
  before: z.string(),
  after: z.string(),
  difference: z.object({
    names: z.array(
      z.object({ name: z.string(), before: poolSchema.optional(), after: poolSchema.optional() }),
    ),
    servers: z.array(
      z.object({
        pool: poolSchema,
        slot: z.number().int(),
        before: serverSchema.optional(),
        after: serverSchema.optional(),
      }),
    ),
    kept: z.array(z.object({ pool: poolSchema, names: z.array(z.string()) })).default([]),
  }),
});

/** Written before the response is sent, or at a later start. */
const endSchema = z.object({
  kind: z.literal("end"),
  id: z.string(),
  time: z.string(),
  result: z.enum(RESULTS),
  error: z.object({ code: z.string().optional(), message: z.string() }).optional(),
  /** What it did beside the difference of its steps, in words. */
  details: z.array(z.string()).optional(),
  /** Names that those are about. */
  domains: z.array(z.string()).optional(),
  durationMs: z.number().optional(),
  /** Whether it was found out afterwards, because the process was killed. */
  derived: z.boolean().optional(),
});

export type BeginLine = z.output<typeof beginSchema>;
export type StepLine = Omit<z.output<typeof stepSchema>, "difference"> & {
  readonly difference: StateDifference;
};
export type EndLine = z.output<typeof endSchema>;
export type HistoryLine = BeginLine | StepLine | EndLine;

const lineSchema = z.discriminatedUnion("kind", [beginSchema, stepSchema, endSchema]);

/** `undefined` for a document that is no line of a history. */
export function parseLine(document: unknown): HistoryLine | undefined {
  const { data } = lineSchema.safeParse(document);
  return data as HistoryLine | undefined;
}
