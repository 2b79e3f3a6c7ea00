import { Copy } from "../parts/copy.js";
import { asCommand } from "./as-command.js";
import { asPrompt } from "./as-prompt.js";
import type { ToolCall } from "./tool-call.js";

/** The same call for a shell, and for an agent. */
export function CopyAs(call: ToolCall) {
  return (
    <details class="copy-as">
      <summary>As a command or a prompt</summary>
      <p>As a command</p>
      <Copy text={asCommand(call)} what="the command" />
      <p>As a prompt</p>
      <Copy text={asPrompt(call)} what="the prompt" />
    </details>
  );
}
