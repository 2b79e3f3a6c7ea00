import { useRef } from "preact/hooks";
import { useKeys } from "../parts/keys.js";

interface FilterProps {
  readonly value: string;
  onChange(value: string): void;
}

export function Filter({ value, onChange }: FilterProps) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ "/": () => input.current?.focus() });
  return (
    <label class="row screen">
      Filter <kbd>/</kbd>
      <input
        ref={input}
        type="search"
        value={value}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
