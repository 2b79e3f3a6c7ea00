/** The command line that starts this program in a unit. */
export function installedProgram(): string {
  const [node = process.execPath, script = "haproxy-mcp"] = process.argv;
  return `${node} ${script}`;
}
