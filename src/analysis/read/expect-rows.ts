/** Workers take longer to start than all that comes before the first row: they are started while that goes on. */
import { currentHost } from "../host/mod.ts";
import { workerPool, workersBeside } from "../workers/mod.ts";

/** A shorter text is read before a worker has started. */
export const WORTH_WORKERS = 1 << 24;

/** What is not read in workers, as it is usually named. */
const OTHER_FORMATS = /\.(?:parquet|json|jsonl|ndjson|npz|pcap|pcapng)(?:\.gz)?$/i;

/**
 * Starts workers for a source whose rows will probably be read in them.
 *
 * @param bytes Null where they are not known.
 */
export async function expectRows(name: string, bytes: number | null): Promise<void> {
  if (bytes === null || bytes < WORTH_WORKERS || OTHER_FORMATS.test(name)) return;
  const pool = workerPool();
  await pool.prepare();
  pool.warmUp(workersBeside());
}

/** The same for a file of this machine, by its path. Says nothing of one that cannot be read: whoever opens it does. */
export async function expectRowsOf(path: string): Promise<void> {
  const bytes = await currentHost()
    .files?.size(path)
    .catch(() => null);
  await expectRows(path, bytes ?? null);
}
