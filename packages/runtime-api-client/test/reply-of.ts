import type { CommandReply, RuntimeCommand } from "../src/index.js";

/** What a command returns for a response: a severity and a text, or a text alone. */
export function parse<Reply>(command: RuntimeCommand<Reply>, text: string, severity?: number): Reply {
  const reply: CommandReply = {
    severity,
    text,
    command: command.line,
    kind: command.kind,
    target: "/run/test.sock",
  };
  return command.parseReply(reply);
}
