// @ts-check
/**
 * Words that are refused, each with what to write instead. A space stands for any white space, line ends included.
 *
 * @type {readonly { pattern: RegExp, write: string }[]}
 */
export const REPLACED_WORDS = [
  [/tell|tells|telling|told/, "report, return, show, distinguish"],
  [/mend|mends|mended|mending|heal|heals|healed|healing|cure|cures|cured/, "fix, repair"],
  [/anew/, "again, reload, from scratch"],
  [/(?:give|gives|gave|given|giving) up/, "cancelled, timed out, stops"],
  [/(?:serve|serves|served|serving) on/, "keeps serving"],
  [/(?:go|goes|going|gone|went) on with|(?:go|goes|gone|went) on/, "continues, resumes, keeps serving"],
  [/(?:is|are|was|were) at it/, "in progress, busy"],
  [/wish|wishes|wished/, "intent, the requested change"],
  [/what stands|stands? there/, "what the file contains"],
  [
    /(?:take|takes|took|taken|taking) (?:it |them |this |that )?back/,
    "roll back (a failed change), undo (a finished one)",
  ],
  [/(?:a|an|any|each|every|one|this|next|last|another|no) look|(?:a|each|every|one|this) look at/, "check"],
  [/trouble|troubles|obstacle|obstacles/, "finding, failure"],
  [/advice/, "remedy"],
  [/(?:some|no|any|every)body(?:'s)?/, "another process, the operator, a client"],
  [/people(?:'s)?/, "operators, clients, other processes"],
  [
    /(?:is|are|was|were) no more(?=\s*(?:[.,;:)"'`]|$|(?:and|or|but)\b))/,
    "is missing, is not found, was removed",
  ],
  [/(?:is|are|was|were|be) not there|(?:is|are|was|were)n't there/, "is missing, is not found"],
  [/(?:is|are|was|were|be) drain(?!-)/, "drained, draining"],
  [/(?:bring|brings|brought|bringing) (?:it |them )?in/, "deploy"],
  [/of the kinds? (?=`|(?:podman|systemd|child|none)\b)/, "with HAPROXY_HOST_KIND=…"],
  [/HTTP answers?|answers? (?:with )?[1-5]\d\d|[1-5]\d\d answers?/, "response; returns 404"],
  [/differs? in 0/, "matches"],
  [/\(soon\)/, "nothing: describe what is there"],
].map(([words, write]) => ({ pattern: wordsOf(/** @type {RegExp} */ (words)), write: String(write) }));

/**
 * True uses and quotations: within these, no word is refused.
 *
 * @type {readonly RegExp[]}
 */
export const ALLOWED = [/\bnobody\.test\b/g];

/** @param {RegExp} words */
function wordsOf({ source }) {
  return new RegExp(`(?<![\\w-])(?:${source.replaceAll(" ", "\\s+")})(?![\\w-])`, "gi");
}
