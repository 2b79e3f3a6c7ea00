import { useState } from "preact/hooks";

interface CopyProps {
  readonly text: string;
  /** What is copied: "the command". */
  readonly what?: string | undefined;
}

/** Text to copy, and its button. */
export function Copy({ text, what = "" }: CopyProps) {
  const [said, say] = useState("");
  async function copy() {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      say("Select the text and copy it"); // no clipboard over plain HTTP
    }
  }
  return (
    <div class="copy">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling text needs the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <button type="button" onClick={copy} aria-label={`Copy ${what}`}>
        Copy
      </button>
      <small role="status">{said}</small>
    </div>
  );
}
