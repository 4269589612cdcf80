/** The file of an assessor: JSON with its rules, its models as the bytes of model files, and what novelty is measured by. */
import { checkInteger, codedError, describe, fromBase64, toBase64 } from "../core/mod.ts";
import type { JSONValue, RuleSet } from "../core/mod.ts";
import { IsolationForestModel } from "../estimators/mod.ts";
import { restoreFeatureSet } from "../features/mod.ts";
import { modelFromBytes, modelToBytes, TrafficModel } from "../persist/mod.ts";
import type { PacketScale } from "./asymmetry.ts";
import type { AssessorParts } from "./parts.ts";
import { ClassifierPart } from "./classifier-part.ts";
import { checkRules } from "./check-rules.ts";
import { NoveltyPart } from "./novelty-part.ts";
import { readySheet } from "./sheet.ts";

const FORMAT = "trafficlab-assessor";
const VERSION = 1;
/** Longest file, in characters. */
const LONGEST = 1 << 28;
/** Most numbers of a calibration. */
const MOST_HELD = 1 << 20;

type JSONObject = { [key: string]: JSONValue };

/** The bytes of an assessor's file; the same assessor gives the same bytes. */
export function assessorToBytes(parts: AssessorParts): Uint8Array<ArrayBuffer> {
  const { rules, classifier, baseline, anomaly, packets, seed } = parts;
  const file = {
    format: FORMAT,
    formatVersion: VERSION,
    seed,
    rules,
    classifier: classifier && toBase64(classifier.model.toBytes()),
    baseline: baseline && noveltyToJSON(baseline),
    // The baseline may be the anomaly detector's table, too: then it stands once.
    anomaly: anomaly === baseline && anomaly !== null ? "baseline" : anomaly && noveltyToJSON(anomaly),
    packets,
  };
  return new TextEncoder().encode(JSON.stringify(file));
}

/**
 * The parts of an assessor's file. Nothing of it is run; what does not fit together is refused with the reason.
 *
 * @throws {RangeError} code BAD_INPUT, "Cannot load the threat assessor: " and the reason.
 */
export function assessorFromBytes(bytes: Uint8Array): AssessorParts {
  if (bytes.length > LONGEST) throw refused(`a file has at most ${LONGEST} bytes, got ${bytes.length}`);
  const file = objectOf(parse(bytes), "the file");
  if (file["format"] !== FORMAT)
    throw refused(`it is no assessor's file: format must be "${FORMAT}", got ${describe(file["format"])}`);
  if (file["formatVersion"] !== VERSION)
    throw refused(`formatVersion must be ${VERSION}, got ${describe(file["formatVersion"])}`);
  const rules = file["rules"] as unknown as RuleSet;
  return within(() => {
    checkRules(rules);
    readySheet(rules);
    const seed = checkInteger("read it", "seed", file["seed"], 0, 0xffffffff);
    const { classifier: model, anomaly: odd } = file;
    const classifier =
      model === null
        ? null
        : new ClassifierPart(TrafficModel.fromBytes(fromBase64(textOf(model, "classifier"))));
    const baseline = noveltyFromJSON(file["baseline"], "baseline");
    const anomaly = odd === "baseline" && baseline !== null ? baseline : noveltyFromJSON(odd, "anomaly");
    return { rules, classifier, baseline, anomaly, packets: packetsOf(file["packets"]), seed };
  });
}

function noveltyToJSON({ state }: NoveltyPart): JSONValue {
  const { features, forest, ellipse, heldForest, heldEllipse, name, rows } = state;
  return {
    name,
    rows,
    features: features.toJSON(),
    forest: toBase64(modelToBytes(forest)),
    means: [...ellipse.means],
    lower: [...ellipse.lower],
    heldForest: [...heldForest],
    heldEllipse: [...heldEllipse],
  };
}

function noveltyFromJSON(json: JSONValue | undefined, what: string): NoveltyPart | null {
  if (json === null) return null;
  const given = objectOf(json, what);
  const features = restoreFeatureSet(given["features"] ?? null);
  const forest = modelFromBytes(fromBase64(textOf(given["forest"], `${what}.forest`)));
  if (!(forest instanceof IsolationForestModel))
    throw refused(`${what}.forest must be an IsolationForest, got ${forest.estimator}`);
  const size = forest.nFeatures;
  const means = numbersOf(given["means"], `${what}.means`, size);
  const lower = numbersOf(given["lower"], `${what}.lower`, size * size);
  for (let i = 0; i < size; i++)
    if (!(lower[i * size + i]! > 0)) throw refused(`${what}.lower must have a positive diagonal`);
  return new NoveltyPart({
    features,
    forest,
    ellipse: { means, lower },
    heldForest: ascending(numbersOf(given["heldForest"], `${what}.heldForest`), `${what}.heldForest`),
    heldEllipse: ascending(numbersOf(given["heldEllipse"], `${what}.heldEllipse`), `${what}.heldEllipse`),
    name: textOf(given["name"], `${what}.name`).slice(0, 500),
    rows: checkInteger("read it", `${what}.rows`, given["rows"], 1, Number.MAX_SAFE_INTEGER),
  });
}

function packetsOf(json: JSONValue | undefined): PacketScale | null {
  if (json === null) return null;
  const given = objectOf(json, "packets");
  const spread = (name: string): PacketScale["size"] => {
    const one = objectOf(given[name], `packets.${name}`);
    const [median, deviation] = numbersOf(
      [one["median"] ?? null, one["deviation"] ?? null],
      `packets.${name}`,
      2,
    );
    if (!(deviation! >= 0)) throw refused(`packets.${name}.deviation must not be below 0, got ${deviation}`);
    return { median: median!, deviation: deviation! };
  };
  return { packets: spread("packets"), size: spread("size") };
}

function parse(bytes: Uint8Array): JSONValue {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as JSONValue;
  } catch (cause) {
    throw refused("it is no JSON text; a classifier's file is loaded with loadModel", cause);
  }
}

function objectOf(json: JSONValue | undefined, what: string): JSONObject {
  if (typeof json === "object" && json !== null && !Array.isArray(json)) return json;
  throw refused(`${what} must be an object, got ${describe(json)}`);
}

function textOf(json: JSONValue | undefined, what: string): string {
  if (typeof json === "string") return json;
  throw refused(`${what} must be a text, got ${describe(json)}`);
}

/** @param count How many there must be; any where absent. */
function numbersOf(json: JSONValue | undefined, what: string, count?: number): Float64Array {
  const isList = Array.isArray(json) && json.every((one) => typeof one === "number" && Number.isFinite(one));
  if (!isList || json.length > MOST_HELD)
    throw refused(`${what} must be a list of finite numbers, got ${describe(json)}`);
  if (count !== undefined && json.length !== count)
    throw refused(`${what} must have ${count} numbers, got ${json.length}`);
  return Float64Array.from(json as number[]);
}

function ascending(numbers: Float64Array, what: string): Float64Array {
  if (numbers.length > 0 && numbers.every((value, at) => at === 0 || numbers[at - 1]! <= value))
    return numbers;
  throw refused(`${what} must have numbers in order`);
}

/** Whatever a part refuses is a refusal of the file. */
function within<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const { message } = cause as Error;
    if (message.startsWith("Cannot load the threat assessor:")) throw cause;
    throw refused(message, cause);
  }
}

function refused(rule: string, cause?: unknown): Error {
  return codedError(RangeError, "BAD_INPUT", `Cannot load the threat assessor: ${rule}`, { cause });
}
