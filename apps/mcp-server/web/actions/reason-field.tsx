interface ReasonFieldProps {
  readonly value: string;
  readonly autofocus?: boolean;
  onChange(value: string): void;
}

/** Why a change is made. */
export function ReasonField({ value, autofocus, onChange }: ReasonFieldProps) {
  return (
    <label class="field">
      <span>
        Reason, for the history <small>(optional)</small>
      </span>
      <input
        autofocus={autofocus}
        maxLength={500}
        value={value}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
