/** A part of the whole; where something is wrong, what it is, and what to do about it. */
export type Component = {
  readonly status: "ok" | "error";
  readonly reason?: string;
  readonly advice?: string;
};
