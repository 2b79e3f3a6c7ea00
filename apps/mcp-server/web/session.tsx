import { type ComponentChildren, createContext } from "preact";
import { useContext, useEffect, useMemo, useState } from "preact/hooks";
import { isAtLeast, type Role } from "../src/access/role.js";
import type { SessionInfo } from "../src/page/model.js";
import { post } from "./call.js";

export interface Session {
  /** `undefined`: not known yet. */
  readonly info: SessionInfo | undefined;
  /** Whether the caller has this role, and this tool is allowed. The server refuses others anyhow. */
  may(role: Role, tool?: string): boolean;
  /** @throws CallFailure */
  signIn(token: string): Promise<void>;
  /** @throws CallFailure */
  signOut(): Promise<void>;
  /** Asks the server; keeps what is known while it can't be reached. */
  refresh(): Promise<SessionInfo | undefined>;
}

const NOBODY: Session = {
  info: undefined,
  may: () => false,
  signIn: async () => {},
  signOut: async () => {},
  refresh: async () => undefined,
};

export const SessionContext = createContext<Session>(NOBODY);

export const useSession = (): Session => useContext(SessionContext);

export function SessionProvider({ children }: { children: ComponentChildren }) {
  const [info, setInfo] = useState<SessionInfo>();
  const session = useMemo<Session>(() => {
    async function refresh() {
      const response = await fetch("/ui/session");
      const known: SessionInfo = await response.json();
      setInfo(known);
      return known;
    }
    return {
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
    };
  }, [info]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const ask = () => session.refresh().catch(() => (timer = setTimeout(ask, 2_000)));
    void ask();
    return () => clearTimeout(timer);
  }, []);
  return <SessionContext.Provider value={session}>{children}</SessionContext.Provider>;
}
