/** A session unused for this long ends when the next one begins. */
export const IDLE_MS = 30 * 60_000;

export interface SessionUse {
  /** Address of the client that began it. */
  readonly client: string;
  /** A request of it is in progress. */
  readonly isBusy: boolean;
  /** Its client listens to it. */
  readonly isWatched: boolean;
  readonly usedAtMs: number;
}

export interface SessionLimits {
  readonly max: number;
  readonly maxPerClient: number;
}

/**
 * The sessions that end so that one more of a client fits: those long unused, then the client's own beyond its share, then any; the one unused for
 * longest first, and those that no client listens to before the others. Never a busy one: `undefined` if those are too many.
 */
export function sessionsToEnd<Session extends SessionUse>(
  sessions: readonly Session[],
  client: string,
  { max, maxPerClient }: SessionLimits,
  nowMs: number,
): readonly Session[] | undefined {
  const idle = sessions
    .filter(({ isBusy }) => !isBusy)
    .sort((one, other) => Number(one.isWatched) - Number(other.isWatched) || one.usedAtMs - other.usedAtMs);
  const ending = new Set(idle.filter((one) => !one.isWatched && one.usedAtMs < nowMs - IDLE_MS));
  const isOwn = (session: Session) => session.client === client;
  const end = (among: readonly Session[], count: number) => {
    for (const session of among.slice(0, Math.max(0, count))) ending.add(session);
  };
  const left = () => sessions.filter((session) => !ending.has(session));
  const leftIdle = () => idle.filter((session) => !ending.has(session));

  end(leftIdle().filter(isOwn), left().filter(isOwn).length - maxPerClient + 1);
  end(leftIdle(), left().length - max + 1);
  const fits = left().length < max && left().filter(isOwn).length < maxPerClient;
  return fits ? [...ending] : undefined;
}
