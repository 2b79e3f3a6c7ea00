/**
 * Aborts on SIGINT, SIGTERM, and SIGHUP, which a terminal sends when it is closed. The reason is the name of the process signal.
 * A second one ends the process at once.
 */
export function shutdownSignal(): AbortSignal {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    const onSignal = () => {
      controller.abort(name);
      // not before the listeners of libraries have run: signal-exit ends the process unless it finds one beside its own
      setImmediate(() => process.off(name, onSignal));
    };
    process.on(name, onSignal);
  }
  return controller.signal;
}
