/** What an estimator says of itself to the shared suite, and how the suite works with each kind. */
import type { FittedModel, FitOptions, Labels, Matrix, ModelParts } from "../../core/mod.ts";

/** What an estimator gives: names of outputs, each with its numbers or texts. */
export type Outputs = Readonly<Record<string, ArrayLike<number> | readonly string[]>>;

export type Kind = "classifier" | "detector" | "clusterer" | "transformer";

/** Inputs at the edge: "accepts" for a finite answer, a pattern for the message of the refusal. */
export interface DegenerateAnswers {
  /** One row; classifiers get one class with it. */
  oneRow?: "accepts" | RegExp;
  /** Only for classifiers: 30 rows of one class. */
  oneClass?: "accepts" | RegExp;
  /** A column that never changes, beside others that do. */
  constantColumn?: "accepts" | RegExp;
  /** All cells of all rows are equal. */
  allEqual?: "accepts" | RegExp;
  /** Only for classifiers: as many classes as rows, 12 of them. */
  classPerRow?: "accepts" | RegExp;
  /** Only for classifiers: 1,000,000 rows, each its own class; answered or refused within 15 s. */
  millionClasses?: "accepts" | RegExp;
  /** Cells of size 1e300 and 1e-300; Infinity must not come out. */
  hugeValues?: "accepts" | RegExp;
}

/** An estimator of any kind, as the suite sees it. */
export interface AnyEstimator {
  readonly name: string;
}

export interface EstimatorCase<E extends AnyEstimator = AnyEstimator, M extends FittedModel = FittedModel> {
  /** Name of the class, as in model files. */
  name: string;
  kind: Kind;
  /** Makes the estimator with options that fit 240 rows in well under a second; what is given comes on top. */
  make(options?: Record<string, unknown>): E;
  /** Fits. Default: `fit(X, y, run)` for classifiers, `fit(X, undefined, run)` for all others. */
  fit?: (estimator: E, X: Matrix, y: Labels, run?: FitOptions) => Promise<M>;
  /** The outputs that are compared. Default: every one of predict, predictProba, decisionFunction, scoreSamples, transform that there is. */
  outputs?: (model: M, X: Matrix) => Outputs;
  /** Makes the model from its parts; left out only where nothing can be saved. */
  restore?: (parts: ModelParts) => FittedModel;
  /** Least macro-F1 (classifier), AUROC of scoreSamples (detector) or adjusted Rand index (clusterer) on the suite's data. */
  minScore?: number;
  /** Largest difference between outputs of one row alone and among others. Default 0: the same bits. */
  subsetTolerance?: number;
  /** The outputs belong to the rows that were fitted, so that other rows cannot be asked about. */
  transductive?: boolean;
  /** `predict` need not be the class of highest probability (Platt scaling). */
  predictsByDecision?: boolean;
  /** Nothing random in it, so that it has no `seed` option. */
  seedless?: boolean;
  /** What an input at the edge gives. Default: "accepts". */
  degenerate?: DegenerateAnswers;
}

interface WithMethods {
  fit?: (...given: unknown[]) => Promise<FittedModel>;
  predict?: (X: Matrix) => ArrayLike<number> | readonly string[];
  predictProba?: (X: Matrix) => Float64Array;
  decisionFunction?: (X: Matrix) => Float64Array;
  scoreSamples?: (X: Matrix) => Float64Array;
  transform?: (X: Matrix) => Matrix;
}

/** Fits the estimator in the way of its kind. */
export async function fitCase(
  subject: EstimatorCase,
  X: Matrix,
  y: Labels,
  { options, run }: { options?: Record<string, unknown> | undefined; run?: FitOptions | undefined } = {},
): Promise<FittedModel> {
  const estimator = subject.make(options);
  if (subject.fit) return subject.fit(estimator, X, y, run);
  const { fit } = estimator as WithMethods;
  if (!fit) throw new Error(`${subject.name} has no fit; say how in the case's "fit"`);
  return fit.call(estimator, X, subject.kind === "classifier" ? y : undefined, run);
}

/** All outputs of a model for these rows. */
export function outputsOf(subject: EstimatorCase, model: FittedModel, X: Matrix): Outputs {
  if (subject.outputs) return subject.outputs(model, X);
  const methods = model as WithMethods;
  const outputs: Record<string, ArrayLike<number> | readonly string[]> = {};
  for (const name of ["predict", "predictProba", "decisionFunction", "scoreSamples"] as const) {
    const method = methods[name];
    if (method) outputs[name] = method.call(model, X);
  }
  if (methods.transform) outputs["transform"] = methods.transform(X).data;
  if (Object.keys(outputs).length === 0)
    throw new Error(`${subject.name}'s model gives nothing; say what in the case's "outputs"`);
  return outputs;
}

/** The outputs as plain lists, for a comparison that names the first difference. */
export function listed(outputs: Outputs): Record<string, (number | string)[]> {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, values]) => [name, Array.from(values as ArrayLike<number | string>)]),
  );
}

/** A model's parts as plain lists, options and names included. */
export function listedParts({ arrays, ...rest }: ModelParts): Record<string, unknown> {
  const lists = Object.entries(arrays).map(([name, values]) => [
    name,
    { type: values.constructor.name, values: Array.from(values) },
  ]);
  return { ...rest, arrays: Object.fromEntries(lists) as unknown };
}
