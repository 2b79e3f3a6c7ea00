/** One call of a tool: what the page makes, and what "as a command" and "as a prompt" show. */
export interface ToolCall {
  /** `haproxy_set_server_state` */
  readonly tool: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** Why, for the history. */
  readonly reason?: string | undefined;
}

/** A server in the arguments of a call. */
export interface ServerArgument {
  readonly ip: string;
  /** Default: 80. */
  readonly http_port?: number | undefined;
  readonly slot?: number | undefined;
  readonly weight?: number | undefined;
}
