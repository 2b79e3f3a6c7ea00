const LIMIT_MS = 30_000;
const RETRY_MS = 300;

/**
 * Repeats an attempt until it succeeds, for at most 30 s.
 *
 * @param {string} what is printed then
 * @param {() => Promise<unknown>} attempt
 */
export async function until(what, attempt) {
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    try {
      await attempt();
      console.log(what);
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
