// Runs once inside the Deno kernel, before any cell. The launcher calls it with
// { folder: the notebook's folder, reportPath: a pipe to the launcher or null, v8Flags: the user's own or null }.
// It keeps its own references: a cell may redefine Deno, Symbol or Set.
({ folder, reportPath, v8Flags }) => {
  const { addSignalListener, removeSignalListener } = Deno;
  const broadcast = Deno.jupyter.broadcast;
  const pipe = reportPath === null ? null : Deno.openSync(reportPath, { write: true });
  const encoder = new TextEncoder();
  const collectGarbage = globalThis.__trafficlab_gc__;

  // By a pipe and not by a broadcast, which would queue behind a flood of the cell's own output.
  const report = (line) => {
    try {
      pipe?.writeSync(encoder.encode(line + "\n"));
    } catch {
      // The launcher is gone, and this process with it in a moment.
    }
  };

  /** The running jobs; the launcher is told how many, because a job acknowledges an interrupt by itself. */
  class Jobs extends Set {
    add(job) {
      super.add(job);
      report(`jobs ${this.size}`);
      return this;
    }
    delete(job) {
      const deleted = super.delete(job);
      report(`jobs ${this.size}`);
      return deleted;
    }
    clear() {
      super.clear();
      report("jobs 0");
    }
  }
  const jobs = (globalThis[Symbol.for("trafficlab.jobs")] ??= new Jobs());

  const onInterrupt = () => {
    report("ack");
    const running = [...jobs].filter((job) => !job.signal.aborted);
    for (const job of running) job.abort();
    listen("SIGWINCH", onNudge);
    if (running.length === 0) collectGarbage?.();
  };

  // A cell whose code was terminated after an await never settles: nothing holds its promise any more.
  // Collecting that promise is what makes Deno end the cell.
  const onNudge = () => {
    listen("SIGINT", onInterrupt);
    collectGarbage?.();
  };

  // Deno's own interrupt can swallow the one event that a listener waits for, so each of the two listeners
  // sets up the other afresh. SIGWINCH because nothing happens where it arrives unheard.
  const listen = (signal, listener) => {
    if (pipe === null) return;
    removeSignalListener(signal, listener);
    addSignalListener(signal, listener);
  };
  const listenAfresh = () => {
    listen("SIGINT", onInterrupt);
    listen("SIGWINCH", onNudge);
  };

  // The thread that cells run on, where the system tells.
  try {
    report(`thread ${Number.parseInt(Deno.readTextFileSync("/proc/thread-self/stat"))}`);
  } catch {
    // Not Linux.
  }

  // The flag that exposes the collector must not reach child processes.
  if (v8Flags === null) Deno.env.delete("DENO_V8_FLAGS");
  else Deno.env.set("DENO_V8_FLAGS", v8Flags);

  Object.defineProperty(globalThis, "__trafficlab__", {
    value: Object.freeze({
      /** Sends a token behind everything that was output so far. */
      fence: (token) => broadcast("trafficlab_fence", { token }),
      /** To be called after Deno's own interrupt was used. */
      listenAfresh,
    }),
  });

  listenAfresh();
  Deno.chdir(folder);
};
