import { useRef, useState } from "preact/hooks";
import { type CallFailure, type CallOptions, failureOf } from "../call.js";

/** One thing that a button starts: `<Busy>` and `<Failure>` show it. */
export interface Action {
  readonly isBusy: boolean;
  /** The current step, in words. */
  readonly progress: string;
  readonly failure: CallFailure | undefined;
  /** @returns whether it succeeded; a failure is shown, not thrown. */
  run(work: (options: Pick<CallOptions, "signal" | "onProgress">) => Promise<void>): Promise<boolean>;
  cancel(): void;
}

export function useAction(): Action {
  const abort = useRef<AbortController | undefined>(undefined);
  const [isBusy, setBusy] = useState(false);
  const [progress, onProgress] = useState("");
  const [failure, setFailure] = useState<CallFailure>();
  return {
    isBusy,
    progress,
    failure,
    async run(work) {
      const own = new AbortController();
      abort.current = own;
      setBusy(true);
      onProgress("");
      setFailure(undefined);
      try {
        await work({ signal: own.signal, onProgress });
        return true;
      } catch (error) {
        setFailure(failureOf(error));
        return false;
      } finally {
        setBusy(false);
      }
    },
    cancel: () => abort.current?.abort(),
  };
}
