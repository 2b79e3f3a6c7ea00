import type { ConfigLine } from "./config-line.js";

/** Follows `.if`, `.elif`, `.else` and `.endif` (configuration.txt section 2.4). */
export interface ConditionalBlocks {
  /**
   * Whether the line belongs to the configuration. Of conditions that depend on HAProxy's version, build or environment, the first in
   * a block is assumed to be true.
   */
  includes(line: ConfigLine): boolean;
  /** The lines whose condition was assumed to be true. */
  readonly assumed: readonly ConfigLine[];
}

interface Block {
  /** Whether the block itself is inside a branch that counts. */
  readonly isOuterTaken: boolean;
  isTaken: boolean;
  wasTaken: boolean;
}

export function createConditionalBlocks(): ConditionalBlocks {
  const blocks: Block[] = [];
  const assumed: ConfigLine[] = [];
  const isTaken = () => blocks.at(-1)?.isTaken ?? true;
  const holds = (line: ConfigLine, counts: boolean) => {
    const known = constant(line.words.slice(1).join(" "));
    if (known === undefined && counts) assumed.push(line);
    return known ?? true;
  };
  const enter = (block: Block, isTrue: boolean) => {
    block.isTaken = block.isOuterTaken && !block.wasTaken && isTrue;
    block.wasTaken ||= isTrue;
  };
  return {
    includes(line) {
      const [first = ""] = line.words;
      const block = blocks.at(-1);
      if (first === ".if") {
        const next = { isOuterTaken: isTaken(), isTaken: false, wasTaken: false };
        enter(next, holds(line, next.isOuterTaken));
        blocks.push(next);
      } else if (first === ".elif" && block !== undefined)
        enter(block, holds(line, block.isOuterTaken && !block.wasTaken));
      else if (first === ".else" && block !== undefined) enter(block, true);
      else if (first === ".endif") blocks.pop();
      return isTaken() && !first.startsWith(".");
    },
    assumed,
  };
}

/** A condition that is the same for every HAProxy: a number, or nothing. */
function constant(condition: string): boolean | undefined {
  if (condition.startsWith("!")) {
    const negated = constant(condition.slice(1).trim());
    return negated === undefined ? undefined : !negated;
  }
  if (condition === "") return false;
  return /^\d+$/.test(condition) ? Number(condition) !== 0 : undefined;
}
