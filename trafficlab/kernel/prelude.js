// Runs once inside the Deno kernel, before any cell. The launcher calls it with
// { folder: the notebook's folder, ackPath: a pipe to the launcher or null, v8Flags: the user's own or null }.
// It keeps its own references: a cell may redefine Deno, Symbol or Set.
({ folder, ackPath, v8Flags }) => {
  const jobsKey = Symbol.for("trafficlab.jobs");
  const broadcast = Deno.jupyter.broadcast;
  const ack = ackPath === null ? null : Deno.openSync(ackPath, { write: true });
  const acknowledgement = new Uint8Array([1]);
  const collectGarbage = globalThis.__trafficlab_gc__;
  globalThis[jobsKey] ??= new Set();

  // The flag that exposes the collector must not reach child processes.
  if (v8Flags === null) Deno.env.delete("DENO_V8_FLAGS");
  else Deno.env.set("DENO_V8_FLAGS", v8Flags);

  if (ack !== null) {
    Deno.addSignalListener("SIGINT", () => {
      // By a pipe and not by a broadcast, which would queue behind a flood of the cell's own output.
      ack.writeSync(acknowledgement);
      const running = [...(globalThis[jobsKey] ?? [])].filter((job) => !job.signal.aborted);
      for (const job of running) job.abort();
      // A cell whose code was terminated after an await never settles: nothing holds its promise any
      // more. Collecting that promise is what makes Deno end the cell. No job to abort, so try that.
      if (running.length === 0) collectGarbage?.();
    });
  }

  Object.defineProperty(globalThis, "__trafficlab__", {
    value: Object.freeze({
      /** Sends a token behind everything that was output so far. */
      fence: (token) => broadcast("trafficlab_fence", { token }),
    }),
  });

  Deno.chdir(folder);
}
