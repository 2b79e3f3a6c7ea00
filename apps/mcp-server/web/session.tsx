import { type ComponentChildren, createContext } from "preact";
import { useCallback, useContext, useEffect, useMemo, useState } from "preact/hooks";
import { isAtLeast, type Role } from "../src/access/role.js";
import type { SessionInfo } from "../src/page/model.js";
import { post } from "./call-tool.js";

export interface Session {
  /** `undefined`: not known yet. */
  readonly info: SessionInfo | undefined;
  /** Whether the caller has this role, and this tool is allowed. The server refuses others anyhow. */
  may(role: Role, tool?: string): boolean;
  /** @throws CallFailure */
  signIn(token: string): Promise<void>;
  /** @throws CallFailure */
  signOut(): Promise<void>;
  /** Asks the server, until it responds. */
  refresh(): Promise<SessionInfo>;
}

const RETRY_MS = 2_000;

const SIGNED_OUT: Session = {
  info: undefined,
  may: () => false,
  signIn: async () => {},
  signOut: async () => {},
  refresh: () => new Promise(() => {}),
};

const SessionContext = createContext<Session>(SIGNED_OUT);

export const useSession = (): Session => useContext(SessionContext);

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const [info, setInfo] = useState<SessionInfo>();
  const refresh = useCallback(async () => {
    for (;;) {
      const known = await ask();
      if (known !== undefined) {
        setInfo(known);
        return known;
      }
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }, []);
  const session = useMemo<Session>(
    () => ({
      info,
      may: (role, tool = "") =>
        info?.caller !== undefined && isAtLeast(info.caller.role, role) && !info.deniedTools.includes(tool),
      refresh,
      async signIn(token) {
        await post("/ui/sign-in", { token });
        await refresh();
      },
      async signOut() {
        await post("/ui/sign-out", {});
        await refresh();
      },
    }),
    [info, refresh],
  );
  useEffect(() => void refresh(), [refresh]);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}

async function ask(): Promise<SessionInfo | undefined> {
  try {
    const response = await fetch("/ui/session");
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}
