import { createHash, randomBytes } from "node:crypto";

export const SESSION_SEC = 8 * 60 * 60;
/** 192 bits: no client guesses one. */
const ID_BYTES = 24;
const MAX_SESSIONS = 1_000;
/** So that the holder of one token can't end everyone's sessions. */
const MAX_OF_TOKEN = 100;

interface PageSession {
  /** Of the token that it began with. The token itself is not kept. */
  readonly tokenDigest: string;
}

/** The sessions of those who signed in at the page, in memory: a restart ends them. */
export interface PageSessions {
  /** @returns its id, which is shown for the only time */
  begin(tokenDigest: string): string;
  /** `undefined` for one that has ended. */
  find(id: string): PageSession | undefined;
  end(id: string): void;
}

/**
 * A session that is one too many ends the oldest of its token, or of all.
 *
 * @param now milliseconds of a clock that only goes forward
 */
export function createPageSessions(now: () => number = () => performance.now()): PageSessions {
  /** By the digest of the id, so that the time of a search shows nothing of others. The oldest first. */
  const sessions = new Map<string, PageSession & { readonly endsAt: number }>();

  const makeRoom = (tokenDigest: string) => {
    for (const [key, { endsAt }] of sessions) if (endsAt <= now()) sessions.delete(key);
    const ofToken = [...sessions].filter(([, session]) => session.tokenDigest === tokenDigest);
    const [oldest] = ofToken.length >= MAX_OF_TOKEN ? ofToken : sessions.size >= MAX_SESSIONS ? sessions : [];
    if (oldest !== undefined) sessions.delete(oldest[0]);
  };

  return {
    begin(tokenDigest) {
      makeRoom(tokenDigest);
      const id = randomBytes(ID_BYTES).toString("base64url");
      sessions.set(keyOf(id), { tokenDigest, endsAt: now() + SESSION_SEC * 1_000 });
      return id;
    },
    find(id) {
      const session = sessions.get(keyOf(id));
      return session !== undefined && now() < session.endsAt ? session : undefined;
    },
    end: (id) => void sessions.delete(keyOf(id)),
  };
}

function keyOf(id: string): string {
  return createHash("sha256").update(id).digest("base64url");
}
