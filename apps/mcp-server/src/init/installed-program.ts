/** This program, as a unit can start it. */
export function installedProgram(): string {
  const [node = process.execPath, script = "haproxy-mcp"] = process.argv;
  return `${node} ${script}`;
}
