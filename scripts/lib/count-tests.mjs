/**
 * Sums up what a run of the project's check did.
 *
 * @param {{ steps: { passed: number, failed: number }, reports: readonly string[] }} run reports are the texts of
 *   vitest's JSON reporter. One that ran no test, or that cannot be read, counts as a failure.
 */
export function countTests({ steps, reports }) {
  const counts = [steps, ...reports.map(countReport)];
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failed: counts.reduce((total, { failed }) => total + failed, 0),
  };
}

function countReport(text) {
  try {
    const { numTotalTests, numPassedTests, numFailedTests, success } = JSON.parse(text);
    // a file that cannot be loaded fails the run with no failed test in it
    if (numTotalTests > 0) return { passed: numPassedTests, failed: numFailedTests || (success ? 0 : 1) };
  } catch {
    // no report: the run did not get to its end
  }
  return { passed: 0, failed: 1 };
}
