interface FilterProps {
  readonly value: string;
  /** What it looks at: `name or address`. */
  readonly by: string;
  onChange(value: string): void;
}

/** What the key `/` leads to. */
export function Filter({ value, by, onChange }: FilterProps) {
  return (
    <label class="screen">
      Filter <kbd>/</kbd>{" "}
      <input
        type="search"
        value={value}
        placeholder={by}
        onInput={({ currentTarget }) => onChange(currentTarget.value)}
      />
    </label>
  );
}
