import { count } from "./arguments.js";
import { assertCommand, type RuntimeCommand, shownLine } from "./command.js";
import { type BatchResults, type CommandResult, unwrap } from "./command-result.js";
import { showInfo } from "./commands/statistics/show-info.js";
import { ofCommand, RuntimeApiError } from "./errors.js";
import { type FollowOptions, follow } from "./follow.js";
import { workerOf } from "./follow-session.js";
import { assertSendable } from "./line.js";
import type { RuntimeApiAddress } from "./wire/address.js";
import { Answers } from "./wire/answers.js";
import { type BatchOutcome, traceBatch } from "./wire/batch-tracing.js";
import { type Dialect, workerDialect } from "./wire/dialect.js";
import { exchangeWith } from "./wire/peer.js";
import { createSlots, type Slots } from "./wire/slots.js";
import { createSocketTransport, stoppedWaiting, type Transport } from "./wire/transport.js";

const DEFAULT_TIMEOUT_MS = 10_000;
/** HAProxy's stats sockets accept 10 by default; an eleventh hangs. Two are left for operators. */
const MAX_CONNECTIONS = 8;

/** Where HAProxy's Runtime API is, and how long it may take, in milliseconds. */
export interface RuntimeApiClientOptions {
  readonly address: RuntimeApiAddress;
  /** Milliseconds for one batch, including the connection, but not the wait for a free one. Default: 10,000. */
  readonly timeoutMs?: number | undefined;
  /** Bounds connections. Pass the same to all clients of one HAProxy. Default: 8 for this client. */
  readonly slots?: Slots | undefined;
  /** Default: a socket to the address. */
  readonly transport?: Transport | undefined;
}

/** Of a command or a batch: `signal` cancels it. */
export interface ExecuteOptions {
  readonly signal?: AbortSignal | undefined;
}

/** A client of the Runtime API of one HAProxy (management guide, section 9.3). It opens a connection for each batch, and keeps none. */
export interface RuntimeApiClient {
  /** HAProxy's address, for messages. */
  readonly target: string;
  /** One command. @throws RuntimeApiError */
  execute<Reply>(command: RuntimeCommand<Reply>, options?: ExecuteOptions): Promise<Reply>;
  /**
   * Any number of commands over one connection, in order. Returns a result for each: a failure does not affect
   * the others.
   *
   * @throws RuntimeApiError `UNSAFE_ARGUMENT` when one of them cannot be sent; then none was
   */
  batch<const Commands extends readonly RuntimeCommand<unknown>[]>(
    commands: Commands,
    options?: ExecuteOptions,
  ): Promise<BatchResults<Commands>>;
  /**
   * `show events <sink> -w` (management.txt section 9.3, HAProxy 2.1): events as they occur, until the caller stops or HAProxy
   * ends; after a reload from the new worker, all that it has. `onGap` reports where some may be missing. Occupies one of the
   * limited connections meanwhile, and uses another one each second.
   *
   * @throws RuntimeApiError while iterating: `CONNECT_FAILED`, `WRONG_PEER` at the begin; `TIMEOUT` when HAProxy accepts a connection
   *   and does not respond; `TRUNCATED` when HAProxy ended, or the caller reads too slowly; `REJECTED` if there is no such sink;
   *   `CANCELLED` after the signal
   */
  follow(sink: string, options?: FollowOptions): AsyncIterable<string>;
}

/**
 * A client of HAProxy's Runtime API (management.txt section 9.3). It keeps no connection open: after a reload an old one
 * would still talk to the old worker.
 *
 * @throws RuntimeApiError `UNSAFE_ARGUMENT` for what is no address or no time limit
 */
export function createRuntimeApiClient(options: RuntimeApiClientOptions): RuntimeApiClient {
  return createClient(options, workerDialect);
}

/** A client that speaks one dialect or another. */
export function createClient(
  {
    address,
    timeoutMs = DEFAULT_TIMEOUT_MS,
    slots = createSlots(MAX_CONNECTIONS),
    transport = createSocketTransport(address),
  }: RuntimeApiClientOptions,
  dialect: Dialect,
): RuntimeApiClient {
  const { target } = transport;
  count(timeoutMs, "a number of milliseconds");

  const exchange = async (
    commands: readonly RuntimeCommand<unknown>[],
    answers: Answers,
    signal: AbortSignal | undefined,
  ): Promise<RuntimeApiError | undefined> => {
    let limitMs = timeoutMs;
    for (const { waitMs } of commands) if (waitMs !== undefined) limitMs += waitMs;
    const talk = () =>
      exchangeWith(
        dialect.peer,
        transport,
        dialect.render(commands),
        { timeoutMs: limitMs, signal },
        (chunk) => answers.push(chunk),
      );
    try {
      return await slots.run(talk, signal);
    } catch (error) {
      if (signal?.aborted === true) return stoppedWaiting(target, false, signal.reason);
      throw error;
    }
  };

  const run = async (
    commands: readonly RuntimeCommand<unknown>[],
    { signal }: ExecuteOptions = {},
  ): Promise<readonly CommandResult<unknown>[]> => {
    for (const command of commands) assertSendable(command);
    if (commands.length === 0) return [];
    const answers = new Answers(dialect, commands);
    const failure = await exchange(commands, answers, signal);
    const { outOfStep } = answers;
    return commands.map((command, i) =>
      outOfStep
        ? { ok: false, error: outOfStepError(command, target) }
        : resultOf(command, i, answers, failure, target),
    );
  };

  const batch = async (commands: readonly RuntimeCommand<unknown>[], options?: ExecuteOptions) => {
    for (const command of commands) assertCommand(command);
    return traceBatch(
      () => ({ target, commands: commands.map(shownLine) }),
      outcomeOf,
      () => run(commands, options),
    );
  };

  const execute: RuntimeApiClient["execute"] = async (command, options) => {
    const [result] = await batch([command], options);
    return unwrap(result as CommandResult<ReturnType<typeof command.parseReply>>);
  };

  return {
    target,
    batch: batch as RuntimeApiClient["batch"],
    execute,
    follow(sink, options) {
      const currentWorker = async (signal: AbortSignal) =>
        workerOf((await execute(showInfo(), { signal })).raw);
      return follow({ transport, slots, dialect, timeoutMs, currentWorker }, sink, options);
    },
  };
}

function resultOf<Reply>(
  command: RuntimeCommand<Reply>,
  index: number,
  answers: Answers,
  failure: RuntimeApiError | undefined,
  target: string,
): CommandResult<Reply> {
  const answer = answers.of(index);
  if (answer === undefined) return { ok: false, error: unanswered(command, failure, target) };
  const { severity, text } = answer;
  const reply = { severity, text, command: shownLine(command), kind: command.kind, target };
  try {
    return { ok: true, value: command.parseReply(reply) };
  } catch (error) {
    if (RuntimeApiError.isInstance(error)) return { ok: false, error };
    throw error;
  }
}

function outOfStepError(command: RuntimeCommand<unknown>, target: string): RuntimeApiError {
  const line = shownLine(command);
  return new RuntimeApiError(
    "MALFORMED_REPLY",
    `HAProxy at ${target} sent responses that do not match the commands, including "${line}"`,
    { command: line, kind: command.kind },
  );
}

function unanswered(
  command: RuntimeCommand<unknown>,
  failure: RuntimeApiError | undefined,
  target: string,
): RuntimeApiError {
  const { kind } = command;
  const line = shownLine(command);
  if (failure === undefined) {
    const message = `HAProxy at ${target} closed the connection before it responded to "${line}"`;
    return new RuntimeApiError("TRUNCATED", message, { command: line, kind });
  }
  return ofCommand(failure, line, kind);
}

function outcomeOf(results: readonly CommandResult<unknown>[]): BatchOutcome {
  const failed: Record<string, number> = {};
  for (const result of results) {
    if (!result.ok) failed[result.error.code] = (failed[result.error.code] ?? 0) + 1;
  }
  return { succeeded: results.filter(({ ok }) => ok).length, failed };
}
