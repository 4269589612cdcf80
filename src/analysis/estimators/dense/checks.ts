import { parameterCount } from "../../../kernels/mod.ts";
import type { Activation, DenseShape } from "../../../kernels/mod.ts";
import { checkInteger, checkList, codedError, describe, quote } from "../../core/mod.ts";
import type { Matrix } from "../../core/mod.ts";

export const ACTIVATIONS: readonly Activation[] = ["relu", "tanh", "logistic", "identity"];

/** Weights and biases of the largest network: with gradients and moments about 340 MB. */
const MOST_PARAMETERS = 16_777_216;
const MOST_OUTPUTS = 65_536;
/** Units of all layers together: a chunk of rows keeps two floats for each, 84 MB. */
const MOST_UNITS = 262_144;
const MOST_LAYERS = 64;

/** Checks a list of widths of hidden layers; it may be empty. */
export function checkLayerSizes(action: string, sizes: unknown): number[] {
  checkList(action, "hiddenLayerSizes", sizes);
  const list = sizes as unknown[];
  if (list.length > MOST_LAYERS) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: hiddenLayerSizes must have at most ${MOST_LAYERS} layers, got ${list.length}`,
    );
  }
  return list.map((size, at) => checkInteger(action, `hiddenLayerSizes[${at}]`, size, 1, MOST_PARAMETERS));
}

/**
 * Checks that a network can be held in memory.
 *
 * @throws {RangeError} code BAD_INPUT.
 */
export function checkNetworkSize(action: string, shape: DenseShape): void {
  const outputs = shape.widths.at(-1)!;
  if (outputs > MOST_OUTPUTS) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: the network must have at most ${MOST_OUTPUTS} outputs, got ${outputs}; give fewer classes`,
    );
  }
  const units = shape.widths.reduce((sum, width) => sum + width, 0);
  if (units > MOST_UNITS) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: the layers must have at most ${MOST_UNITS} units together, got ${units}; give smaller hiddenLayerSizes`,
    );
  }
  const parameters = parameterCount(shape);
  if (parameters > MOST_PARAMETERS) {
    throw codedError(
      RangeError,
      "BAD_INPUT",
      `Cannot ${action}: the network must have at most ${MOST_PARAMETERS} weights, got ${parameters}; give smaller hiddenLayerSizes`,
    );
  }
}

/**
 * The numbers of X in single precision, which the network computes in.
 *
 * @throws {RangeError} code BAD_INPUT, for a number beyond its range.
 */
export function inSinglePrecision(action: string, { data, columns, names }: Matrix): Float32Array {
  const floats = data instanceof Float32Array ? data : Float32Array.from(data);
  const at = firstNotFinite(floats);
  if (at < 0) return floats;
  const name = names?.[at % columns] ?? `x${at % columns}`;
  throw codedError(
    RangeError,
    "BAD_INPUT",
    `Cannot ${action}: X must be within single precision (3.4e38), got ${describe(data[at])} in row ${Math.floor(at / columns)}, column ${quote(name)}; scale the features with StandardScaler`,
  );
}

/** Index of the first NaN or infinite number; -1 where there is none. */
export function firstNotFinite(values: Float32Array): number {
  for (let at = 0; at < values.length; at++) if (values[at]! - values[at]! !== 0) return at;
  return -1;
}
