import { useState } from "preact/hooks";

interface IssueFormProps {
  /** Names that HAProxy routes, to choose from. */
  readonly routed: readonly string[];
  onAsk(given: Readonly<Record<string, unknown>>): void;
}

const SUGGESTED = 200;

/** What to issue; the plan in the dialog says whether it can be. */
export function IssueForm({ routed, onAsk }: IssueFormProps) {
  const [domain, setDomain] = useState("");
  const [more, setMore] = useState("");
  const [wildcard, setWildcard] = useState("");
  const san = more.split(/[\s,]+/).filter((name) => name !== "");
  function submit(event: Event) {
    event.preventDefault();
    onAsk({
      domain: domain.trim(),
      ...(san.length > 0 && { san }),
      ...(wildcard !== "" && { wildcard: wildcard === "yes" }),
    });
  }
  return (
    <form class="row bottom" onSubmit={submit}>
      <label class="field">
        Domain
        <input
          required
          value={domain}
          list="routed"
          autoComplete="off"
          spellcheck={false}
          placeholder="shop.example.com"
          onInput={({ currentTarget }) => setDomain(currentTarget.value)}
        />
      </label>
      <datalist id="routed">
        {routed.slice(0, SUGGESTED).map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
      <label class="field">
        <span>
          More names <small>(with spaces between)</small>
        </span>
        <input
          value={more}
          autoComplete="off"
          spellcheck={false}
          onInput={({ currentTarget }) => setMore(currentTarget.value)}
        />
      </label>
      <label class="field">
        Also the wildcard
        <select value={wildcard} onChange={({ currentTarget }) => setWildcard(currentTarget.value)}>
          <option value="">as the settings have it</option>
          <option value="yes">yes</option>
          <option value="no">no</option>
        </select>
      </label>
      <button type="submit" class="primary">
        Show the plan…
      </button>
    </form>
  );
}
