import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/**
 * Asks to type a name before users lose service.
 *
 * @param name - `undefined`: nothing is asked
 */
export function useTypedName(
  name: string | undefined,
): readonly [isTyped: boolean, field: ComponentChildren] {
  const [text, setText] = useState("");
  if (name === undefined) return [true, undefined];
  return [
    text.trim() === name,
    <label class="field tone-bad">
      <span>
        Users lose service. Type <strong>{name}</strong> to continue
      </span>
      <input
        value={text}
        autoComplete="off"
        spellcheck={false}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
    </label>,
  ];
}
