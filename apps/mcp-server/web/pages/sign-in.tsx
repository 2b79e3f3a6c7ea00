import { useEffect, useRef, useState } from "preact/hooks";
import { useLive } from "../live/live.js";
import { useAction } from "../parts/action.js";
import { Copy } from "../parts/copy.js";
import { Failure } from "../parts/says.js";
import { useSession } from "../session.js";

/** Stands in for the page at its own address until there is a session. */
export function SignIn() {
  const { info, signIn, refresh } = useSession();
  const { connection } = useLive();
  const [token, setToken] = useState("");
  const action = useAction();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    document.title = "Sign in – HAProxy";
    field.current?.focus();
    const ask = () => void refresh(); // another tab may have signed in
    addEventListener("focus", ask);
    return () => removeEventListener("focus", ask);
  }, [refresh]);
  async function submit(event: Event) {
    event.preventDefault();
    await action.run(() => signIn(token.trim()));
  }
  return (
    <main class="sign-in">
      <h1>Sign in to HAProxy</h1>
      {connection === "signed-out" && (
        <p>The session has ended. After you sign in, this page is here again.</p>
      )}
      <form class="stack" onSubmit={submit}>
        <label class="field">
          Token
          <input
            ref={field}
            type="password"
            name="token"
            autocomplete="current-password"
            required
            value={token}
            onInput={({ currentTarget }) => setToken(currentTarget.value)}
          />
        </label>
        <div>
          <button type="submit" class="primary" disabled={action.isBusy}>
            Sign in
          </button>
        </div>
        <Failure failure={action.failure} />
      </form>
      <p>
        {info?.hasTokens ? "No token yet?" : "This server has no token yet."} Make one on the machine of this
        server; it is shown once. With <code>--role operate</code> it may also change things.
      </p>
      <Copy text="haproxy-mcp token new NAME" what="the command" />
    </main>
  );
}
