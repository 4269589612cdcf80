import type { TrafficModel } from "./traffic-model.ts";

/** As "RandomForestClassifier-capture.tlmodel": made of what stands in a file's name everywhere. */
export function modelFileName({ name, provenance }: TrafficModel): string {
  const source = provenance.source.name.replace(/^.*[/\\]/, "").replace(/\.[^.]*(?:\.gz)?$/, "");
  const safe = `${name}-${source}`.replace(/[^A-Za-z0-9._-]+/g, "-").slice(0, 80);
  return `${safe.replace(/^[.-]+|[.-]+$/g, "") || "model"}.tlmodel`;
}
