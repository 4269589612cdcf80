/** One side of a benchmark: a process that answers commands, one JSON object a line. */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const MAY_END_MS = 5_000;

/** Starts a side and waits until it is ready. */
export async function startSide({ command, args, env }) {
  const child = spawn(command, args, { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const failed = new Promise((_, reject) => child.once("error", reject));
  failed.catch(() => {});
  const ended = new Promise((resolve) => child.once("close", resolve));
  const next = async () => {
    // Whatever a library prints on standard output is no answer.
    for (;;) {
      const { value, done } = await Promise.race([lines.next(), failed]);
      if (done) throw new Error(`Cannot go on: "${command} ${args.join(" ")}" ended`);
      if (value.startsWith("{")) return JSON.parse(value);
    }
  };
  const { ready, ...about } = await next();
  if (!ready) throw new Error(`Cannot start "${command} ${args.join(" ")}": it is not ready`);
  return {
    about,
    /** @throws {Error} With what the side says went wrong */
    async ask(request) {
      child.stdin.write(`${JSON.stringify(request)}\n`);
      const answer = await next();
      if (answer.error) throw new Error(answer.error);
      return answer;
    },
    async stop() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill("SIGKILL"), MAY_END_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
