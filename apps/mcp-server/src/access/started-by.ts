import { userInfo } from "node:os";

let found: string | undefined;

/** Who started this program. First called before root becomes the service's user: later, that one would be found. */
export function startedBy(): string {
  found ??= userName(process.env, process.getuid?.(), userInfo);
  return found;
}

/** With sudo, who called it; in a container, a user may have a number only. */
export function userName(
  environment: Readonly<Record<string, string | undefined>>,
  uid: number | undefined,
  findUser: () => { readonly username: string },
): string {
  const { SUDO_USER } = environment;
  if (uid === 0 && SUDO_USER !== undefined && SUDO_USER !== "") return SUDO_USER;
  try {
    return findUser().username;
  } catch {
    return String(uid);
  }
}
