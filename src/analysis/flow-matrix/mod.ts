/** Numeric fields of flows as a matrix: filled, on a logarithmic scale, in standard units. */
export { ellipseDistances, fitEllipse } from "./ellipse.ts";
export type { Ellipse } from "./ellipse.ts";
export { checkMatrixOptions, FLOW_FIELDS } from "./fields.ts";
export type { FlowField, FlowMatrixOptions, FlowTransform } from "./fields.ts";
export { fieldsAlone, fitFlowScale, flowMatrix, FlowScale, scaleNotes } from "./flow-scale.ts";
export type { FieldScale, FlowMatrix } from "./flow-scale.ts";
export { classesOf, kindUnits } from "./kinds.ts";
export type { KindField, KindScale } from "./kinds.ts";
export { principalMap } from "./principal-map.ts";
export type { PrincipalMap } from "./principal-map.ts";
export { sampleRows } from "./sample-rows.ts";
