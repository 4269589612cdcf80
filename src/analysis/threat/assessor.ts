import { checkInteger, codedError, countOf, describe, HandleStore, runJob, runSteps } from "../core/mod.ts";
import type {
  JSONValue,
  MimeBundle,
  Provenance,
  Row,
  RuleSet,
  RunOptions,
  ThreatData,
  ThreatPayload,
} from "../core/mod.ts";
import { payloadBundle, threatPayload } from "../display/mod.ts";
import { loadBytes, modelFileName, saveBytes } from "../persist/mod.ts";
import type { WritableFileHandle } from "../persist/mod.ts";
import { handleFor, FlowTable } from "../table/mod.ts";
import { ThreatAssessment } from "./assessment.ts";
import { asymmetry, packetAnomaly } from "./asymmetry.ts";
import type { PacketScale } from "./asymmetry.ts";
import { BatchCache } from "./batch-cache.ts";
import type { Batch } from "./batch-cache.ts";
import type { BatchNumbers } from "./fields.ts";
import { assessorFromBytes, assessorToBytes } from "./file.ts";
import { flowProvenance, flowTable, readFlow } from "./flow.ts";
import type { AssessorParts } from "./parts.ts";
import { judge } from "./judge.ts";
import type { ClassifierWord, NoveltyWord } from "./judge.ts";
import { ledgersOf, missingFields } from "./ledger.ts";
import type { Novelty } from "./novelty-part.ts";
import { sheetOf } from "./rule-evidence.ts";
import type { ReadySheet } from "./sheet.ts";
import { batchOf, flowOf, hindrancesOf, knownReader, requiredReader, rowsOf } from "./subject.ts";
import { scoreTable } from "./score-table.ts";
import type { TableScores } from "./score-table.ts";

/** Most rows that are assessed one by one in a call. */
const MOST_ROWS = 10_000;

/** Assesses flows by a rule sheet and, where it has them, by a classifier, a baseline and an anomaly detector. Immutable. */
export class ThreatAssessor {
  readonly rules: RuleSet;
  /** The models, in words; null for those it has not. */
  readonly parts: ThreatPayload["parts"];
  readonly #parts: AssessorParts;
  readonly #sheet: ReadySheet;
  readonly #batches = new BatchCache();

  /** Use `createThreatAssessor`, or `ThreatAssessor.load`. */
  constructor(parts: AssessorParts) {
    this.#parts = parts;
    this.#sheet = sheetOf(parts.rules);
    this.rules = parts.rules;
    this.parts = {
      classifier: parts.classifier?.words ?? null,
      anomaly: parts.anomaly?.words ?? null,
      baseline: parts.baseline?.words ?? null,
    };
  }

  /** What it is made of, for its file. */
  get state(): AssessorParts {
    return this.#parts;
  }

  /**
   * Assesses one typed flow by what it says alone: rules of context and repetition need a table and `assessRows`.
   *
   * @param flow The five required fields, and what else of the canonical fields is known; NaN and null count as missing.
   * @throws {TypeError} code BAD_INPUT, for unknown fields and for texts where numbers belong.
   */
  assess(flow: Row): ThreatAssessment {
    const typed = readFlow(flow);
    const table = flowTable(typed);
    const [assessment] = this.#assessments(table, {}, this.#parts.packets, null, () => flowProvenance(typed));
    return assessment!;
  }

  /**
   * Assesses rows of a table, each with its ledger, by all rules: those of context and repetition look at the whole table.
   *
   * @param rows Numbers of rows, at most 10,000, in any order.
   */
  async assessRows(
    table: FlowTable,
    rows: ArrayLike<number>,
    run: RunOptions = {},
  ): Promise<ThreatAssessment[]> {
    checkTable(table);
    const places = checkRows(rows, table.rowCount);
    return runJob("the assessment", run, async (job) => {
      const batch = await this.#batches.of(table, job);
      const some = rowsOf(table, places);
      const around = batchOf(batch.numbers, places);
      return this.#assessments(some, around, batch.packets, table, (at) => rowProvenance(table, places[at]!));
    });
  }

  /**
   * Score and level of every flow of a table, as `assessRows` gives them.
   *
   * @returns `score` NaN where `level` is "NOT_ASSESSABLE"; `evidence` ranks all flows, those too.
   */
  async assessAll(table: FlowTable, run: RunOptions = {}): Promise<TableScores> {
    checkTable(table);
    return runJob("the assessment of all flows", run, async (job) => {
      const batch = await this.#batches.of(table, job);
      return runSteps(job, scoreTable(this.#sheet, this.#parts, table, batch.numbers), (done) =>
        job.progress({ phase: "assessing", done, total: table.rowCount, unit: "rows" }),
      );
    });
  }

  /** Score and level of flows, with numbers of the flows around them that the caller knows. Yields how many are done. */
  scoreAmong(flows: FlowTable, around: BatchNumbers): Generator<number, TableScores, void> {
    return scoreTable(this.#sheet, this.#parts, flows, around);
  }

  /** Assesses rows of a table, with numbers of the flows around each that the caller knows. */
  assessAmong(table: FlowTable, rows: Uint32Array, { numbers, packets }: Batch): ThreatAssessment[] {
    return this.#assessments(rowsOf(table, rows), numbers, packets, table, (at) =>
      rowProvenance(table, rows[at]!),
    );
  }

  /** What the widget holds of an assessor that has assessed nothing yet. */
  toPayload(): ThreatPayload {
    return this.#payload(null, null, null, null);
  }

  /** The assessor as the bytes of a file; `ThreatAssessor.load` takes them. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return assessorToBytes(this.#parts);
  }

  /**
   * Saves the assessor, with its rules and models, in one file.
   *
   * @param target A path or file: URL (notebook, Deno, Node), or a FileSystemFileHandle (page).
   * @throws {TypeError} code BAD_INPUT, for a path in the page. @throws {Error} code E_WRITE, when the file cannot be written.
   */
  async save(target: string | URL | WritableFileHandle): Promise<void> {
    await saveBytes("the threat assessor", this.toBytes(), target);
  }

  /**
   * Loads an assessor that was saved. Nothing of the file is run.
   *
   * @param source A path or file: URL (notebook, Deno, Node), another URL, the bytes, or a Blob.
   * @throws {RangeError} code BAD_INPUT, and the reason. @throws {Error} code E_NOT_FOUND.
   */
  static async load(source: string | URL | Uint8Array | Blob): Promise<ThreatAssessor> {
    return new ThreatAssessor(assessorFromBytes(await loadBytes("the threat assessor", source)));
  }

  toJSON(): JSONValue {
    return JSON.parse(
      JSON.stringify({ parts: this.parts, seed: this.#parts.seed, rules: this.rules }),
    ) as JSONValue;
  }

  /** How a notebook shows an assessor that is a cell's last expression. */
  [Symbol.for("Jupyter.display")](): MimeBundle {
    return payloadBundle(this.toPayload());
  }

  #assessments(
    flows: FlowTable,
    batch: BatchNumbers,
    packets: PacketScale | null,
    table: FlowTable | null,
    provenanceOf: (at: number) => Provenance,
  ): ThreatAssessment[] {
    const { classifier, baseline, anomaly, rules } = this.#parts;
    const ledgers = ledgersOf(this.#sheet, flows, batch);
    const missing = missingFields(this.#sheet, flows);
    const verdicts = classifier?.verdicts(flows) ?? null;
    const unlike = baseline?.novelty(flows) ?? null;
    const odd = anomaly === baseline ? unlike : (anomaly?.novelty(flows) ?? null);
    const required = requiredReader(flows);
    const known = knownReader(flows);
    return ledgers.map((findings, at) => {
      const value = (field: Parameters<typeof required>[0]): number => required(field, at);
      const data = judge({
        rules,
        findings,
        hindrances: hindrancesOf(value),
        classifier:
          verdicts && classifier
            ? ({
                label: classifier.model.classes[verdicts.best[at]!]!,
                probability: verdicts.probability[at]!,
                attack: verdicts.attack[at]!,
                evidence: verdicts.evidence[at]!,
                words: classifier.words,
                outside: classifier.outside(value),
              } satisfies ClassifierWord)
            : null,
        baseline: wordOf(unlike, at),
        anomaly: wordOf(odd, at),
        missing: missing[at]!,
        known: known(at),
        asymmetry: asymmetry(value("bytes_sent"), value("bytes_received")),
        packetAnomaly: packets && packetAnomaly(packets, value("packet_count"), value("packet_size_mean")),
      });
      const provenance = provenanceOf(at);
      return new ThreatAssessment({ ...data, provenance }, (threat) =>
        this.#payload(threat, flowOf(flows, at), table, provenance),
      );
    });
  }

  #payload(
    threat: ThreatData | null,
    flow: Row | null,
    table: FlowTable | null,
    provenance: Provenance | null,
  ): ThreatPayload {
    const row = (provenance?.parameters as { row?: number } | null | undefined)?.row;
    const { classifier, baseline, anomaly } = this.#parts;
    return threatPayload({
      assessment: threat,
      flow,
      rules: this.rules,
      parts: this.parts,
      files: {
        classifier: classifier && modelFileName(classifier.model),
        baseline: baseline && baseline.state.name,
        anomaly: anomaly && anomaly.state.name,
      },
      hasDefaultRules: this.#sheet === sheetOf(undefined),
      assessor: classifier === null && baseline === null && anomaly === null ? null : assessorHandle(this),
      ...(table === null || row === undefined
        ? { table: null }
        : { table: handleFor(table), row, tableProvenance: table.provenance }),
    });
  }
}

function wordOf(novelty: Novelty | null, at: number): NoveltyWord | null {
  if (novelty === null) return null;
  const { score, isAnomaly, p, evidence } = novelty;
  return { score: score[at]!, isAnomaly: isAnomaly[at] === 1, p: p[at]!, evidence: evidence[at]! };
}

function rowProvenance(table: FlowTable, row: number): Provenance {
  return {
    ...flowProvenance({}),
    source: { ...table.provenance.source },
    rows: table.rowCount,
    call: "assessRows",
    parameters: { row },
  };
}

function checkTable(table: unknown): void {
  if (table instanceof FlowTable) return;
  throw codedError(
    TypeError,
    "BAD_INPUT",
    `Cannot assess flows: the table must be a FlowTable, as loadFlows gives, got ${describe(table)}`,
  );
}

function checkRows(rows: ArrayLike<number>, rowCount: number): Uint32Array {
  if (typeof rows?.length !== "number")
    throw codedError(
      TypeError,
      "BAD_INPUT",
      `Cannot assess flows: rows must be a list of numbers, got ${describe(rows)}`,
    );
  if (rows.length > MOST_ROWS)
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot assess flows: at most ${MOST_ROWS} rows at a time, got ${countOf(rows.length, "row")}; use assessAll for a whole table`,
    );
  return Uint32Array.from(rows, (row) => checkInteger("assess flows", "rows", row, 0, rowCount - 1));
}

/** Assessors kept alive for the widgets that show them. */
const KEPT = 16;

const store = new HandleStore<ThreatAssessor>("a", KEPT);

/** The handle by which widgets ask for an assessor: the same, in every runtime, for one of the same models, rules and seed. */
export function assessorHandle(assessor: ThreatAssessor): string {
  const { classifier, baseline, anomaly } = assessor.state;
  const learnt = [baseline, anomaly].map((part) => (part === null ? null : [...part.state.ellipse.means]));
  const { source, rows, parameters } = classifier?.model.provenance ?? {};
  // How the file was named when it was opened is no part of what was learnt: the page has its name, a kernel its path.
  const { source: _, ...own } = (parameters ?? {}) as { [name: string]: JSONValue };
  return store.handleFor(assessor, JSON.stringify([assessor, learnt, source, rows, own]));
}

/** The assessor of a handle, or undefined when this runtime has none. */
export function assessorFor(handle: string): ThreatAssessor | undefined {
  return store.get(handle);
}

/** Lets go of an assessor; its handle answers for as long as something else holds it. */
export function releaseAssessor(handle: string): void {
  store.release(handle);
}
