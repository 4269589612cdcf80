/**
 * What every AnalysisService must do, whatever carries it: in memory, over the page's worker, over a kernel. Plain functions that
 * throw, so that they run in jest, in a browser and in a kernel alike.
 *
 * @example
 * ```ts
 * describe.each(serviceContract)("$name", ({ run }) => {
 *   test("holds over the worker", () => run(makeSubject()));
 * });
 * ```
 */
import type {
  AnalysisService,
  AnomaliesPayload,
  BehaviorPayload,
  Progress,
  ThreatPayload,
  TrainingPayload,
} from "../../src/analysis/core/mod.ts";

/** A service with a table at its other end. */
export interface ContractSubject {
  service: AnalysisService;
  /** Handle of `contractTable` (tests/support/contract-table.ts) where the service answers from. */
  table: string;
  /** Whether `load` takes Blobs (the page) or only paths (a kernel). */
  takesBlobs: boolean;
}

export interface ContractCase {
  name: string;
  run(subject: ContractSubject): Promise<void>;
}

const CSV = ["duration,packet_count,bytes_sent,bytes_received,packet_size_mean,label"]
  .concat(
    Array.from(
      { length: 200 },
      (_, row) =>
        `${row / 10},${row + 1},${row * 50},${row * 20},${50 + (row % 7)},${row % 4 === 0 ? "scan" : "normal"}`,
    ),
  )
  .join("\n");

/** The cheapest training there is: one model, two folds. */
const TRAINING = { models: ["forest"], split: { kind: "stratified", folds: 2 }, seed: 5 };
const CLASSES = ["normal", "scan"];

export const serviceContract: readonly ContractCase[] = [
  {
    name: "gives a page of rows with their numbers",
    async run({ service, table }) {
      const page = await service.call("rows", {
        table,
        columns: ["duration", "label"],
        offset: 10,
        limit: 5,
      });
      equal(page.total, 1000);
      equal(page.rowIndex, [10, 11, 12, 13, 14]);
      equal(page.columns, ["duration", "label"]);
      equal(page.cells[0], [1, "normal"]);
    },
  },
  {
    name: "gives the rows of a histogram bin, sorted",
    async run({ service, table }) {
      const where = { column: "duration", op: "between", from: 5, to: 6 } as const;
      const page = await service.call("rows", {
        table,
        where,
        sort: [{ column: "duration", descending: true }],
        columns: ["duration"],
        offset: 0,
        limit: 3,
      });
      equal(page.total, 10);
      equal(page.cells, [[5.9], [5.8], [5.7]]);
    },
  },
  {
    name: "gives no rows for a limit of 0 and past the end, and the total all the same",
    async run({ service, table }) {
      equal((await service.call("rows", { table, offset: 0, limit: 0 })).total, 1000);
      const past = await service.call("rows", { table, offset: 5000, limit: 10 });
      equal([past.total, past.cells.length], [1000, 0]);
    },
  },
  {
    name: "gives at most 1,000 rows at a time",
    async run({ service, table }) {
      equal(
        (await service.call("rows", { table, columns: ["label"], offset: 0, limit: 100_000 })).cells.length,
        1000,
      );
    },
  },
  {
    name: "shows missing and infinite cells as null and the text Infinity, and finds them again by these",
    async run({ service, table }) {
      const page = await service.call("rows", { table, columns: ["rate"], offset: 0, limit: 3 });
      equal(page.cells, [[null], ["Infinity"], [2]]);
      const infinite = await service.call("rows", {
        table,
        where: { column: "rate", op: "==", value: "Infinity" },
        columns: ["rate"],
        offset: 0,
        limit: 1,
      });
      equal([infinite.total, infinite.rowIndex], [1, [1]]);
    },
  },
  {
    name: "profiles: a payload with the table's handle",
    async run({ service, table }) {
      const payload = (await service.call("profile", { table })) as {
        type?: string;
        table?: string;
        profile?: { rowCount?: number };
      };
      equal([payload.type, payload.table, payload.profile?.rowCount], ["profile", table, 1000]);
    },
  },
  {
    name: "reports progress of a profile, never backward within a phase",
    async run({ service, table }) {
      const seen: Progress[] = [];
      await service.call(
        "profile",
        { table, options: { columns: ["duration", "label"] } },
        { onProgress: (progress) => seen.push(progress) },
      );
      check(seen.length > 0, "there must be progress");
      seen.forEach((progress, index) => {
        const before = seen[index - 1];
        check(before?.phase !== progress.phase || before.done <= progress.done, "progress must not fall");
      });
    },
  },
  {
    name: "filters into a table of its own that answers by its handle",
    async run({ service, table }) {
      const filtered = await service.call("filter", {
        table,
        where: { column: "label", op: "==", value: "scan" },
      });
      equal(filtered.rowCount, 250);
      check(filtered.table !== table, "the handle must be new");
      const page = await service.call("rows", {
        table: filtered.table,
        columns: ["label"],
        offset: 0,
        limit: 1,
      });
      equal([page.total, page.cells], [250, [["scan"]]]);
      equal(await service.call("release", { handles: [filtered.table] }), {});
    },
  },
  {
    name: "loads a file",
    async run({ service, takesBlobs }) {
      if (!takesBlobs) return;
      const loaded = await service.call("load", { source: new File([CSV], "small.csv") });
      equal([loaded.rowCount, loaded.report.kept, loaded.report.rejected], [200, 200, 0]);
      check(loaded.columnNames.includes("duration"), "the columns must be named");
      const page = await service.call("rows", {
        table: loaded.table,
        columns: ["bytes_sent"],
        offset: 3,
        limit: 1,
      });
      equal(page.cells, [[150]]);
    },
  },
  {
    name: "says which table is gone and what to do",
    async run({ service }) {
      await fails(
        service.call("rows", { table: "t-none", offset: 0, limit: 1 }),
        "E_NO_SUCH_TABLE",
        /run the cell again/,
      );
    },
  },
  {
    name: "names a wrong column, filter, sort, offset and option",
    async run({ service, table }) {
      await fails(
        service.call("rows", { table, columns: ["no such"], offset: 0, limit: 1 }),
        "BAD_INPUT",
        /no such/,
      );
      await fails(
        service.call("rows", { table, where: { column: "label", op: "~" } as never, offset: 0, limit: 1 }),
        "BAD_INPUT",
        /operator/,
      );
      await fails(
        service.call("rows", { table, sort: "label" as never, offset: 0, limit: 1 }),
        "BAD_INPUT",
        /sort/,
      );
      await fails(service.call("rows", { table, offset: -1, limit: 1 }), "BAD_INPUT", /offset/);
      await fails(service.call("profile", { table, options: { colums: [] } }), "BAD_INPUT", /colums/);
    },
  },
  {
    name: "refuses methods that it does not have, those of every object too",
    async run({ service, table }) {
      for (const method of ["trains", "constructor", "toString", "__proto__"]) {
        await fails(service.call(method as never, { table } as never), "BAD_INPUT", /method must be one of/);
      }
    },
  },
  {
    name: "trains, names the best model, predicts with it, and carries it as a file",
    async run({ service, table }) {
      const { report, model } = await service.call("train", { table, options: TRAINING });
      const { type, table: of, training, models } = report as unknown as TrainingPayload;
      equal([type, of, training.status, training.classes], ["training", table, "complete", CLASSES]);
      equal(models[training.bestName ?? ""], model);
      const said = await service.call("predict", { table, model });
      equal([said.classes, sum(said.counts), said.labelled, said.unknown], [CLASSES, 1000, 1000, 0]);
      check(said.accuracy !== null && said.confusion?.length === 2, "labelled flows must be judged");
      const { name, base64, length } = await service.call("save", { model });
      check(name.endsWith(".tlmodel") && base64.length === length, "the file must be whole");
      const opened = await service.call("open", { base64 });
      equal(opened.classes, CLASSES);
      const again = await service.call("predict", { table, model: opened.model });
      equal([again.counts, again.accuracy], [said.counts, said.accuracy]);
      equal((await service.call("train", { table, options: TRAINING })).model, model);
    },
  },
  {
    name: "detects, analyzes behavior, and gives files of what was found",
    async run({ service, table }) {
      const options = { reviewBudget: 7, seed: 3 };
      const found = (await service.call("detect", { table, options })) as unknown as AnomaliesPayload;
      equal([found.type, found.table, found.anomalies.flaggedCount], ["anomalies", table, 7]);
      const flagged = await service.call("export", { table, what: "flagged", options });
      equal([flagged.text.trim().split("\n").length, flagged.text.length], [8, flagged.length]);
      const pattern = (await service.call("behavior", {
        table,
        options: { k: 3 },
      })) as unknown as BehaviorPayload;
      equal([pattern.type, pattern.behavior.k, pattern.behavior.chosenBy], ["behavior", 3, "user"]);
      const clusters = await service.call("export", { table, what: "clusters", options: { k: 3 } });
      equal(clusters.text.trim().split("\n").length, 4);
      const each = await service.call("export", { table, what: "clustered", options: { k: 3 } });
      const [head = "", ...lines] = each.text.trim().split("\n");
      equal(
        [head.endsWith(",behavior_row,behavior_cluster,behavior_name"), lines.length],
        [true, pattern.behavior.rowCount],
      );
      const board = await service.call("export", { table, what: "leaderboard", options: TRAINING });
      check(board.text.includes("dummy") || board.text.includes("Dummy"), "the baselines must be listed");
    },
  },
  {
    name: "assesses by the rules alone, and by an assessor of tables and models",
    async run({ service, table }) {
      const flow = {
        duration: 3,
        packet_count: 25,
        bytes_sent: 2000,
        bytes_received: 1800,
        packet_size_mean: 500,
      };
      const alone = (await service.call("assess", { flow })) as unknown as ThreatPayload;
      equal([alone.type, alone.assessor, alone.threat?.level], ["threat", null, "LOW"]);
      equal(sum(alone.threat?.ledger.map(({ points }) => points) ?? []), alone.threat?.score);
      const made = (await service.call("assessor", { baseline: table })) as unknown as ThreatPayload;
      equal([made.flow, made.threat], [null, null]);
      const assessor = made.assessor ?? "";
      const known = (await service.call("assess", { assessor, flow })) as unknown as ThreatPayload;
      check(known.parts.baseline !== null && known.assessor === assessor, "the baseline must be named");
      await fails(
        service.call("assess", { assessor: "a-none", flow }),
        "E_NO_SUCH_ASSESSOR",
        /make it again/,
      );
      await fails(service.call("assess", { flow: { nonsense: 1 } }), "BAD_INPUT", /nonsense/);
    },
  },
  {
    name: "replays a capture a page at a time",
    async run({ service, table }) {
      const page = await service.call("replay", { table, offset: 990, limit: 100, level: "MEDIUM" });
      equal([page.total, page.rows.length, page.scores.length, page.levels.length], [1000, 10, 10, 10]);
      const alarming = page.levels.filter((level) => level === "MEDIUM" || level === "HIGH").length;
      equal([page.alertCount, page.alerts.length], [alarming, alarming]);
      equal((await service.call("replay", { table, offset: 5000, limit: 5 })).rows, []);
      await fails(
        service.call("replay", { table, offset: 0, limit: 1, level: "LOW" as never }),
        "BAD_INPUT",
        /level/,
      );
    },
  },
  {
    name: "names what a wrong option, model and file is",
    async run({ service, table }) {
      await fails(service.call("train", { table, options: { modles: [] } }), "BAD_INPUT", /modles/);
      await fails(service.call("train", { table, options: { target: "duration" } }), "BAD_INPUT", /./);
      await fails(service.call("detect", { table, options: { eps: -1 } }), "BAD_INPUT", /eps/);
      await fails(service.call("behavior", { table, options: { k: 0 } }), "BAD_INPUT", /k/);
      await fails(service.call("predict", { table, model: "m-none" }), "E_NO_SUCH_MODEL", /train again/);
      await fails(service.call("save", { model: "m-none" }), "E_NO_SUCH_MODEL", /m-none/);
      await fails(service.call("open", { base64: "§" }), "BAD_INPUT", /base64/);
      await fails(service.call("open", { base64: "bm8gbW9kZWw=" }), "BAD_INPUT", /Cannot load model/);
      await fails(service.call("export", { table, what: "all" as never }), "BAD_INPUT", /flagged/);
      await fails(service.call("detect", { table: "t-none" }), "E_NO_SUCH_TABLE", /run the cell again/);
    },
  },
  {
    name: "answers several calls at once, each with its own result",
    async run({ service, table }) {
      const offsets = [0, 7, 99, 500, 998];
      const pages = await Promise.all(
        offsets.map((offset) => service.call("rows", { table, columns: ["duration"], offset, limit: 1 })),
      );
      equal(
        pages.map((page) => page.rowIndex[0]),
        offsets,
      );
    },
  },
  {
    name: "is cancelled by its signal, at once and before it began, and answers afterward",
    async run({ service, table }) {
      const controller = new AbortController();
      const call = service.call("profile", { table }, { signal: controller.signal });
      controller.abort();
      await fails(call, "CANCELLED");
      await fails(service.call("profile", { table }, { signal: controller.signal }), "CANCELLED");
      equal((await service.call("rows", { table, offset: 0, limit: 0 })).total, 1000);
    },
  },
  {
    name: "says that there is nothing to cancel",
    async run({ service }) {
      equal(await service.call("cancel", { id: "nothing" }), { cancelled: false });
    },
  },
];

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function check(condition: boolean, message: string): void {
  if (!condition) throw new Error(`Contract broken: ${message}`);
}

function equal(actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  check(a === b, `expected ${b}, got ${a}`);
}

async function fails(call: Promise<unknown>, code: string, message: RegExp = /./): Promise<void> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason as Error & { code?: string },
  );
  if (error === null) throw new Error(`Contract broken: expected an error with code ${code}, got a result`);
  equal(error.code, code);
  check(message.test(error.message), `expected a message like ${String(message)}, got ${error.message}`);
}
