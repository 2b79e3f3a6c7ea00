import type { Values } from "./completion/values.js";

/** An argument that is no option. */
export interface Positional {
  /** In capitals. */
  readonly name: string;
  readonly isOptional?: boolean | undefined;
  /** Whether it takes all that are left; only the last one may. */
  readonly isList?: boolean | undefined;
  /** Default: those of a name such as `ready|drain`, or any. */
  readonly values?: Values | undefined;
}

/** As commander declares it: `<NAME>`, `[NAME...]`. */
export function declareArgument({ name, isOptional = false, isList = false }: Positional): string {
  const all = isList ? `${name}...` : name;
  return isOptional ? `[${all}]` : `<${all}>`;
}

/** As the help shows it: `NAME`, `[NAME…]`. */
export function describeArgument({ name, isOptional = false, isList = false }: Positional): string {
  const all = isList ? `${name}…` : name;
  return isOptional ? `[${all}]` : all;
}
