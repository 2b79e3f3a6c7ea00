interface SecondsFieldProps {
  readonly value: string;
  onChange(value: string): void;
}

/** How long open sessions get. */
export function SecondsField({ value, onChange }: SecondsFieldProps) {
  return (
    <label class="field">
      <span>
        Seconds for open sessions to finish first, 0 to 45 <small>(0 removes at once)</small>
      </span>
      <input
        type="number"
        min={0}
        max={45}
        required
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
