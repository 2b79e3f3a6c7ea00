/** How much a line file may hold. */
export interface LineLimits {
  /** Size in bytes from which a file is rotated; one long line may exceed it. */
  readonly maxBytes: number;
  /** Files in all, 2 or more: the one that is written, and the rotated ones. The oldest is deleted. */
  readonly maxFiles: number;
}

/** In bytes: a longer line is neither written nor read. */
export const MAX_LINE_BYTES = 16_777_216;
