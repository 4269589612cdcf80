/** Words by which a data set says that it does not say what a flow is. */
const UNKNOWN = new Set(["background", "unknown", "-", "", "(empty)"]);

/** Whether a label says that the data set does not say. */
export function saysUnknown(label: string): boolean {
  return UNKNOWN.has(label.toLowerCase());
}
