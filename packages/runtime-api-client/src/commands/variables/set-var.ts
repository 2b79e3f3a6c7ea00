import { type RuntimeCommand, write } from "../../command.js";
import { line } from "../../line.js";

/**
 * `set var <name> expr <expression>` or `set var <name> fmt <format>` (management.txt section 9.3): a variable of the process,
 * whether the configuration uses it or not. Experimental: in a batch after `experimentalMode()`, otherwise refused with
 * `This command is restricted to experimental mode only.` Prints nothing on success.
 *
 * @param name `proc.hits`; no other scope can be set
 * @param value a sample expression such as `int(5)`, or a format of log lines such as `%[date]`
 */
export function setVar(
  name: string,
  value: { readonly expression: string } | { readonly format: string },
): RuntimeCommand<void> {
  return write(
    "format" in value
      ? line`set var ${name} fmt ${value.format}`
      : line`set var ${name} expr ${value.expression}`,
  );
}
