import { PROFILE_MIME, validatePayload, type ProfilePayload } from "../../analysis/mod.ts";

/** A payload that can be drawn, or why there is none. */
export interface CheckedPayload {
  payload: ProfilePayload | null;
  reasons: readonly string[];
}

/** Validates what came from a notebook or a service; nothing is drawn of anything else. */
export function checkPayload(data: unknown): CheckedPayload {
  const checked = validatePayload(PROFILE_MIME, data);
  return checked.ok ? { payload: checked.payload, reasons: [] } : { payload: null, reasons: checked.errors };
}
