/** Models by the handles that widgets know them by. */
import { HandleStore } from "../core/mod.ts";
import type { TrafficModel } from "./traffic-model.ts";

/** Models kept alive for the widgets that show them. */
const KEPT = 24;

const store = new HandleStore<TrafficModel>("m", KEPT);

/**
 * The handle by which widgets ask for a model.
 *
 * @param about What it was made of: the table's handle, the parameters as JSON, the model's name. The same about gives the same
 * handle in every runtime.
 */
export function modelHandle(model: TrafficModel, ...about: string[]): string {
  return store.handleFor(model, ...about);
}

/** The model of a handle, or undefined when this runtime has none. */
export function modelFor(handle: string): TrafficModel | undefined {
  return store.get(handle);
}

/** Lets go of a model; its handle answers for as long as something else holds it. */
export function releaseModel(handle: string): void {
  store.release(handle);
}
