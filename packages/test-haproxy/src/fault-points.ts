/** A point where a test can kill the process, reload HAProxy, or make a step fail. */
export interface FaultPoint {
  /** From 1, over everything that shares a {@link FaultPoints}. */
  readonly number: number;
  /** The step: `disk.rename`, `socket.exchange`. */
  readonly step: string;
  readonly moment: "before" | "during" | "after";
  /** Object of the step, such as a file. */
  readonly subject: string;
}

/** Called at each point; when it throws, the step fails with that error. */
export type Reach = (point: FaultPoint) => Promise<void> | void;

/** Steps that change nothing: a kill there is the same as one after the previous step. */
type Uneventful = (step: string) => boolean;

/** Points before and after every method of the seams that a program is given. */
export interface FaultPoints {
  /** Number of points so far. */
  readonly count: number;
  /** The seam with points. Methods added later are covered automatically; handles that a step returns are seams too. */
  in<Seam extends object>(name: string, seam: Seam, handles?: readonly string[]): Seam;
}

/**
 * Makes the points at which a test can stop a program: before, during and after each step of what the program is given.
 *
 * @param reach called at each point
 * @param isUneventful whether a step changes nothing
 */
export function createFaultPoints(reach: Reach, isUneventful: Uneventful = () => false): FaultPoints {
  let count = 0;
  const arrive = async (step: string, moment: FaultPoint["moment"], subject: string): Promise<void> => {
    count++;
    await reach({ number: count, step, moment, subject });
  };
  /** A step that calls back is in progress. The call is synchronous, so what it reaches cannot wait either. */
  const duringCalls = (step: string, subject: string, arg: unknown): unknown => {
    if (typeof arg !== "function") return arg;
    return (...args: readonly unknown[]) => {
      void arrive(step, "during", subject);
      return Reflect.apply(arg, undefined, args) as unknown;
    };
  };
  const points: FaultPoints = {
    get count() {
      return count;
    },
    in: (name, seam, handles = []) =>
      new Proxy(seam, {
        get: (target, property) => {
          const value: unknown = Reflect.get(target, property, target);
          if (typeof value !== "function") return value;
          const step = `${name}.${property === Symbol.asyncDispose ? "dispose" : String(property)}`;
          const method = (...args: readonly unknown[]) => Reflect.apply(value, target, args) as unknown;
          if (isUneventful(step)) return method;
          return async (...args: readonly unknown[]) => {
            const subject = typeof args[0] === "string" ? args[0] : "";
            await arrive(step, "before", subject);
            const result = await method(...args.map((arg) => duringCalls(step, subject, arg)));
            await arrive(step, "after", subject);
            return handles.includes(String(property)) ? points.in(step, result as object) : result;
          };
        },
      }),
  };
  return points;
}
