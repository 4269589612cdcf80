/** Scaling of columns: by mean and deviation, by median and percentiles, by range, and by quantiles. */
export type {
  MinMaxScalerOptions,
  QuantileTransformerOptions,
  RobustScalerOptions,
  StandardScalerOptions,
} from "./options.ts";
export { QuantileTransformer } from "./quantile.ts";
export { QuantileModel } from "./quantile-model.ts";
export {
  restoreMinMaxScaler,
  restoreQuantileTransformer,
  restoreRobustScaler,
  restoreStandardScaler,
} from "./restore.ts";
export { ScalerModel } from "./scaler-model.ts";
export { MinMaxScaler, RobustScaler, StandardScaler } from "./scalers.ts";
