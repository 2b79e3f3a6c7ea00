/** What the values of an argument are, for the completion of a command line: these, or what exists now. */
export type Values = readonly string[] | LiveValues;

export type LiveValues = "domains" | "slots" | "certificates" | "changes" | "tokens" | "tools";
