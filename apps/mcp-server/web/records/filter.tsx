interface FilterProps {
  readonly value: string;
  onChange(value: string): void;
}

export function Filter({ value, onChange }: FilterProps) {
  return (
    <label class="row screen">
      Filter <kbd>/</kbd>
      <input type="search" value={value} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
    </label>
  );
}
