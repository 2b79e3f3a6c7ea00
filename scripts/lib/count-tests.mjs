/**
 * Sums up a run of the project's check.
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

/** @param {string} text */
function countReport(text) {
  try {
    const { numTotalTests, numPassedTests, numFailedTests, success } = JSON.parse(text);
    // a file that cannot be loaded fails the run without a failed test
    if (numTotalTests > 0) return { passed: numPassedTests, failed: numFailedTests || (success ? 0 : 1) };
  } catch {
    // no report: the run did not finish
  }
  return { passed: 0, failed: 1 };
}

/**
 * Names what failed: a run prints thousands of lines, and its end is read first.
 *
 * @param {readonly { name: string, text: string }[]} reports vitest's JSON reports, each with the name of its run
 * @returns {string[]} a paragraph for each failed test: run, file, test and the first lines of its message
 */
export function describeFailures(reports) {
  return reports.flatMap(({ name, text }) => {
    try {
      /** @type {{ testResults: FileResult[] }} */
      const { testResults } = JSON.parse(text);
      return testResults.flatMap((file) => failuresIn(name, file));
    } catch {
      return [`${name}: no report: the run did not finish`];
    }
  });
}

/**
 * @typedef {object} FileResult of vitest's JSON reporter
 * @property {string} name
 * @property {string} status
 * @property {string} message
 * @property {{ status: string, fullName: string, failureMessages: string[] }[]} assertionResults
 */

/**
 * @param {string} run
 * @param {FileResult} file
 */
function failuresIn(run, file) {
  const failed = file.assertionResults.filter(({ status }) => status === "failed");
  if (failed.length > 0) {
    return failed.map(
      (test) => `${run}: ${file.name} > ${test.fullName}\n${firstLines(test.failureMessages)}`,
    );
  }
  return file.status === "failed" ? [`${run}: ${file.name}\n${firstLines([file.message])}`] : [];
}

const LINES_OF_A_MESSAGE = 15;

/** @param {readonly string[]} messages */
function firstLines(messages) {
  return messages.join("\n").split("\n").slice(0, LINES_OF_A_MESSAGE).join("\n");
}
