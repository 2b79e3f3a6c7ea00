import type { RuntimeApiAddress } from "./address.js";
import type { RuntimeCommand } from "./command.js";
import { RuntimeApiError } from "./errors.js";
import { type Frames, readFrames, renderBatch } from "./frames.js";
import { assertSendable } from "./line.js";
import { Slots } from "./slots.js";
import { type Exchange, gaveUp, socketTransport, type Transport } from "./transport.js";

const DEFAULT_TIMEOUT_MS = 10_000;
/** HAProxy's stats sockets take 10 by default; an eleventh hangs. Two are left for people. */
const MAX_CONNECTIONS = 8;

export interface RuntimeApiClientOptions {
  readonly address: RuntimeApiAddress;
  /** Time for one batch, connecting included, waiting for a free connection not. Default: 10,000. */
  readonly timeoutMs?: number;
  /** Default: a socket to the address. */
  readonly transport?: Transport;
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal;
}

export type CommandResult<Reply> =
  | { readonly ok: true; readonly value: Reply }
  | { readonly ok: false; readonly error: RuntimeApiError };

export type BatchResults<Commands extends readonly RuntimeCommand<unknown>[]> = {
  readonly [Index in keyof Commands]: CommandResult<
    Commands[Index] extends RuntimeCommand<infer Reply> ? Reply : never
  >;
};

export interface RuntimeApiClient {
  /** Who is asked, for messages. */
  readonly target: string;
  /** One command. @throws RuntimeApiError */
  execute<Reply>(command: RuntimeCommand<Reply>, options?: ExecuteOptions): Promise<Reply>;
  /**
   * Any number of commands over one connection, in their order. Gives a result for each: one that fails hides
   * no other, and stops none.
   *
   * @throws RuntimeApiError `UNSAFE_ARGUMENT` when one of them cannot be sent; then none was
   */
  batch<const Commands extends readonly RuntimeCommand<unknown>[]>(
    commands: Commands,
    options?: ExecuteOptions,
  ): Promise<BatchResults<Commands>>;
}

/**
 * A client of HAProxy's Runtime API (management.txt section 9.3). It keeps no connection: after a reload an old one
 * would go on talking to the old worker.
 */
export function createRuntimeApiClient({
  address,
  timeoutMs = DEFAULT_TIMEOUT_MS,
  transport = socketTransport(address),
}: RuntimeApiClientOptions): RuntimeApiClient {
  const slots = new Slots(MAX_CONNECTIONS);
  const { target } = transport;

  const exchange = async (request: string, signal: AbortSignal | undefined): Promise<Exchange> => {
    try {
      return await slots.run(() => {
        const timeout = AbortSignal.timeout(timeoutMs);
        return transport.exchange(
          request,
          signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
        );
      }, signal);
    } catch (error) {
      const nothing = Buffer.alloc(0);
      if (RuntimeApiError.isInstance(error)) return { bytes: nothing, failure: error };
      if (signal?.aborted === true) return { bytes: nothing, failure: gaveUp(signal, false, target) };
      throw error;
    }
  };

  const batch = async (
    commands: readonly RuntimeCommand<unknown>[],
    { signal }: ExecuteOptions = {},
  ): Promise<readonly CommandResult<unknown>[]> => {
    for (const command of commands) assertSendable(command.line);
    if (commands.length === 0) return [];
    const { bytes, failure } = await exchange(renderBatch(commands.map(({ line }) => line)), signal);
    const answers = readFrames(bytes, commands.length);
    return commands.map((command, i) => resultOf(command, i, answers, failure, target));
  };

  return {
    target,
    batch: batch as RuntimeApiClient["batch"],
    async execute(command, options) {
      const [result] = await batch([command], options);
      if (result?.ok !== true) throw result?.error;
      return result.value as ReturnType<typeof command.parseReply>;
    },
  };
}

function resultOf<Reply>(
  command: RuntimeCommand<Reply>,
  index: number,
  { frames, outOfStep }: Frames,
  failure: RuntimeApiError | undefined,
  target: string,
): CommandResult<Reply> {
  const frame = frames[index];
  if (outOfStep) return { ok: false, error: outOfStepError(command.line, target) };
  if (frame === undefined) return { ok: false, error: unanswered(command.line, failure, target) };
  try {
    return { ok: true, value: command.parseReply({ ...frame, command: command.line, target }) };
  } catch (error) {
    if (RuntimeApiError.isInstance(error)) return { ok: false, error };
    throw error;
  }
}

function outOfStepError(command: string, target: string): RuntimeApiError {
  return new RuntimeApiError(
    "MALFORMED_REPLY",
    `HAProxy at ${target} gave answers that do not fit the commands, "${command}" among them`,
    { command },
  );
}

function unanswered(command: string, failure: RuntimeApiError | undefined, target: string): RuntimeApiError {
  if (failure === undefined) {
    return new RuntimeApiError("TRUNCATED", `HAProxy at ${target} closed before it answered "${command}"`, {
      command,
    });
  }
  const { code, message, cause, sent } = failure;
  return new RuntimeApiError(code, `${message} ("${command}")`, { command, cause, sent });
}
