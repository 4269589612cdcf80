import { Laps, LIBRARY_VERSION } from "../core/mod.ts";
import type { Job, LeaderboardRow, PitfallFinding, Provenance, TrainingData } from "../core/mod.ts";
import { metricTitle, modelTitle } from "../display/mod.ts";
import { scorer } from "../evaluate/mod.ts";
import { currentHost } from "../host/mod.ts";
import type { TrafficModel } from "../persist/mod.ts";
import type { FlowTable } from "../table/mod.ts";
import { divide } from "./division.ts";
import { fieldImportance } from "./importance.ts";
import type { FieldImportance } from "./importance.ts";
import type { JobLine } from "./job.ts";
import { prepare } from "./material.ts";
import type { Material } from "./material.ts";
import { contestants, isBaseline } from "./models.ts";
import { parametersOf } from "./options.ts";
import type { TrainSettings } from "./options.ts";
import { dataFindings } from "./pitfalls.ts";
import type { DataFindings } from "./pitfalls.ts";
import { TrainingReport } from "./report.ts";
import { readTarget } from "./target.ts";
import { byValidation, isTied, runTrial, STEPS_BESIDE_FOLDS } from "./trial.ts";
import type { Trial } from "./trial.ts";
import { baseRateOfAll, isFinished, modelFindings } from "./verdicts.ts";
import type { Finished } from "./verdicts.ts";

/** What is there so far; a cancelled training is reported from it. */
interface Draft {
  material: Material | null;
  data: DataFindings | null;
  readonly trials: Trial[];
  importance: FieldImportance[];
  readonly notes: string[];
  readonly timing: Record<string, number>;
}

/** A training from its flows to its report. What is done when it is cancelled stays, and can be reported. */
export class Competition {
  readonly #table: FlowTable;
  readonly #settings: TrainSettings;
  readonly #draft: Draft = { material: null, data: null, trials: [], importance: [], notes: [], timing: {} };

  constructor(table: FlowTable, settings: TrainSettings) {
    this.#table = table;
    this.#settings = settings;
  }

  /** Whether there is anything to report. */
  get hasModel(): boolean {
    return this.#draft.trials.some(isFinished);
  }

  run(job: Job, line: JobLine): Promise<void> {
    return compete(job, this.#table, this.#settings, this.#draft, line);
  }

  report(status: TrainingData["status"]): TrainingReport {
    return reportOf(status, this.#table, this.#settings, this.#draft);
  }
}

async function compete(
  job: Job,
  table: FlowTable,
  settings: TrainSettings,
  draft: Draft,
  line: JobLine,
): Promise<void> {
  job.progress({ phase: "features", done: 0, total: 2, unit: "steps" });
  const laps = new Laps(draft.timing);
  const target = readTarget(table, settings.target);
  const division = divide(table, target, settings);
  draft.notes.push(...division.notes);
  await job.pause();
  const material = await prepare(job, table, target, division, settings);
  draft.material = material;
  laps.end("features");
  job.progress({ phase: "features", done: 1, total: 2, unit: "steps", message: "checking the data" });
  draft.data = await dataFindings(job, table, material, settings);
  laps.end("pitfalls");
  const order = contestants(settings, division.train.length, scorer(settings.metric), draft.notes);
  job.progress({ phase: "features", done: 2, total: 2, unit: "steps" });
  const steps = new Steps(job, division.folds.length);
  for (const contestant of order) {
    steps.begin(contestant.name, bestSoFar(draft.trials, settings));
    const trial = await runTrial(job, contestant, material, settings, steps);
    draft.trials.push(trial);
    if (trial.row.failed !== undefined) steps.failed(trial.row.failed);
    for (const [part, ms] of Object.entries(trial.outcome?.timing ?? {}))
      draft.timing[`${part}:${contestant.name}`] = ms;
    laps.restart();
    line.onRows(leaderboardOf(draft.trials, settings));
  }
  const best = bestOf(draft.trials, settings);
  if (best !== null) {
    job.progress({ phase: "importance", done: 0, total: 1, unit: "steps" });
    draft.importance = await fieldImportance(
      job,
      best.outcome.model,
      material.testTable,
      material.yTest,
      settings,
    );
    laps.end("importance");
    job.progress({ phase: "importance", done: 1, total: 1, unit: "steps" });
  }
}

function bestSoFar(trials: readonly Trial[], settings: TrainSettings): string {
  const best = bestOf(trials, settings);
  return best === null
    ? ""
    : `best so far ${modelTitle(best.row)}, ${metricTitle(settings.metric)} ${best.row.validation.value.toFixed(4)}`;
}

/** A phase a model, named as in the leaderboard: its folds, then its fit on the whole training part with the test. */
class Steps {
  readonly #job: Job;
  readonly #total: number;
  #phase = "";
  #done = 0;

  constructor(job: Job, folds: number) {
    this.#job = job;
    this.#total = folds + STEPS_BESIDE_FOLDS;
  }

  begin(name: string, best: string): void {
    this.#phase = name;
    this.#done = 0;
    this.#tell(best);
  }

  done(message: string): void {
    this.#done++;
    this.#tell(message);
  }

  /** A model that failed leaves steps out. */
  failed(reason: string): void {
    this.#done = this.#total;
    this.#tell(`failed: ${reason}`);
  }

  #tell(message: string): void {
    this.#job.progress({ phase: this.#phase, done: this.#done, total: this.#total, unit: "folds", message });
  }
}

function ranked(trials: readonly Trial[], { metric }: TrainSettings): Trial[] {
  return [...trials].sort(byValidation(scorer(metric)));
}

/** By validation, among those that are no baseline. */
function bestOf(trials: readonly Trial[], settings: TrainSettings): Finished | null {
  return (
    ranked(trials, settings)
      .filter(isFinished)
      .find(({ row }) => !isBaseline(row)) ?? null
  );
}

/** Best first; marked where the test part cannot tell a model from the best, which is not marked itself. */
function leaderboardOf(trials: readonly Trial[], settings: TrainSettings): LeaderboardRow[] {
  const best = bestOf(trials, settings);
  return ranked(trials, settings).map((trial) => ({
    ...trial.row,
    tiedWithBest: best !== null && trial !== best && isFinished(trial) && isTied(best.outcome, trial.outcome),
  }));
}

function reportOf(
  status: TrainingData["status"],
  table: FlowTable,
  settings: TrainSettings,
  { material, data, trials, importance, notes, timing }: Draft,
): TrainingReport {
  const { division, target, classes, isAttack } = material!;
  const finished = ranked(trials, settings).filter(isFinished);
  const best = bestOf(trials, settings);
  const byName = <T>(pick: (trial: Finished) => T): Record<string, T> =>
    Object.fromEntries(finished.map((trial) => [trial.row.name, pick(trial)]));
  const { kind, by, folds: askedFolds } = settings.split;
  const dataWarnings = data!.findings;
  const training: TrainingData = {
    status,
    metric: settings.metric,
    target: target.name,
    split: {
      kind,
      ...(by === null ? {} : { by }),
      testSize: division.testSize,
      folds: division.folds.length || askedFolds,
      trainRows: division.train.length,
      testRows: division.test.length,
    },
    leaderboard: leaderboardOf(trials, settings),
    bestName: best?.row.name ?? null,
    classes: [...classes],
    attackClasses: classes.filter((_, code) => isAttack[code] === true),
    confusion: byName(({ outcome }) => outcome.confusion),
    roc: byName(({ outcome }) => outcome.curves.roc),
    pr: byName(({ outcome }) => outcome.curves.pr),
    calibration: byName(({ outcome }) => outcome.curves.calibration),
    importance,
    warnings: bySeverity([
      ...modelFindings(finished, best, data!, material!, importance, settings),
      ...dataWarnings,
    ]),
    baseRate: baseRateOfAll(finished, material!, settings),
    leftOut: division.leftOut,
    notes,
    provenance: provenanceOf(table, settings, timing),
  };
  const models: Record<string, TrafficModel> = byName(({ outcome }) => outcome.model);
  return new TrainingReport(training, { models, examples: byName(({ outcome }) => outcome.examples) }, table);
}

const SEVERITIES = ["error", "warning", "info"];

function bySeverity(findings: PitfallFinding[]): PitfallFinding[] {
  return findings.sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function provenanceOf(table: FlowTable, settings: TrainSettings, timing: Record<string, number>): Provenance {
  return {
    library: `trafficlab ${LIBRARY_VERSION}`,
    formatVersion: 1,
    source: { ...table.provenance.source },
    rows: table.rowCount,
    mapping: table.mapping.toJSON(),
    call: "trainClassifiers",
    parameters: parametersOf(settings),
    seed: settings.seed,
    runtime: { ...currentHost().runtime },
    timing,
  };
}
