/**
 * Why a package must not be packed or published like this; `undefined` when it may.
 *
 * @param {object} attempt
 * @param {string} attempt.agent npm_config_user_agent, such as `pnpm/10.34.8 npm/? node/v20`
 * @param {string} attempt.event npm_lifecycle_event
 * @param {string | undefined} attempt.repository of the repository's package.json
 */
export function refusal({ agent, event, repository = "" }) {
  if (!agent.startsWith("pnpm/"))
    return "only pnpm replaces `workspace:` in package.json: nothing was packed; use `pnpm pack` or `pnpm publish`";
  if (event !== "prepublishOnly") return undefined;
  return URL.canParse(repository) && !new URL(repository).hostname.endsWith(".invalid")
    ? undefined
    : `"repository" in the package.json of the repository is ${JSON.stringify(repository)}: nothing was published; set it to the real address`;
}
