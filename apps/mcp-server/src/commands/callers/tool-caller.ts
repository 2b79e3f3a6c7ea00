import type { Tool } from "../../tools/define-tool.js";

export interface ToolCallOptions {
  /** Whether a list is read to its end: it then comes in as few pages as possible. */
  readonly isWhole?: boolean | undefined;
  readonly signal: AbortSignal;
  /** Hears of each step of a long call; of a wait, with the most seconds that it takes. */
  readonly progress: (message: string, limitSec?: number) => void;
}

/** Calls tools, in this process or on a remote server. */
export interface ToolCaller extends AsyncDisposable {
  /**
   * @returns the structured content
   * @throws ToolCallError
   */
  call(tool: Tool, input: Readonly<Record<string, unknown>>, options: ToolCallOptions): Promise<Output>;
}

export type Output = Record<string, unknown>;
