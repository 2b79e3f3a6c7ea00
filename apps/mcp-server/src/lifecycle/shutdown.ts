/**
 * Aborts on SIGINT, SIGTERM, and SIGHUP, which a terminal sends when it is closed. The reason is the name of the process signal.
 * A second SIGINT or SIGTERM ends the process at once. SIGHUP comes twice: shells send it on to their commands.
 */
export function shutdownSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const onSignal = () => {
      controller.abort(name);
      // not before the listeners of libraries have run: signal-exit ends the process unless it finds one beside its own
      if (name !== "SIGHUP") setImmediate(() => process.off(name, onSignal));
    };
    process.on(name, onSignal);
  }
  return controller.signal;
}
