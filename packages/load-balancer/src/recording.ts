import type { ServerRecord } from "@haproxy-mcp/map-store";
import type { DomainPattern, Slot } from "@haproxy-mcp/validation";

/** What happened to one name: the number of its pool before and after; `undefined` where it had none. */
export interface NameDifference {
  readonly name: DomainPattern;
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** What happened to one slot of a pool. */
export interface SlotDifference {
  readonly pool: number;
  readonly slot: Slot;
  readonly before: ServerRecord | undefined;
  readonly after: ServerRecord | undefined;
}

/** Names that a pool had before a change and after it, up to 20 of them: whose servers its slots are. */
export interface KeptNames {
  readonly pool: number;
  readonly names: readonly DomainPattern[];
}

/** What a change does to the desired state: enough to show it, and to undo it. */
export interface StateDifference {
  readonly names: readonly NameDifference[];
  readonly servers: readonly SlotDifference[];
  /** Of each pool that the change is about. One that had no name before it, or has none after it, is absent. */
  readonly kept: readonly KeptNames[];
}

/** One write of one operation. An operation such as a replacement of servers has several. */
export interface ChangeStep {
  /** From 0. A step that was rolled back with others is tried again under the same number, and the last try counts. */
  readonly step: number;
  /** Revisions of the files before and after the write, which several operations may share. */
  readonly before: string;
  readonly after: string;
  /** Of this operation alone. */
  readonly difference: StateDifference;
}

/** Writes down what an operation is about to do. */
export interface Recording {
  /**
   * Makes a step durable. Called with the lock held, before the commit point. When it rejects, the change is refused with that
   * error, and nothing was changed; a step that puts back the steps before it is made all the same.
   */
  intend(step: ChangeStep): Promise<void>;
}
