import type { DocumentRegistry } from "@jupyterlab/docregistry";

/** JupyterLab's own types that may hold flows. */
const TEXT_TABLES = ["csv", "tsv"];

/**
 * Types of flow logs by the shape of their names. The name only decides where "Open With" offers Traffic Lab; what a file is,
 * its content decides.
 */
const FLOW_TYPES: readonly DocumentRegistry.IFileType[] = [
  flowType("trafficlab-table", "Compressed table", String.raw`^.+\.(?:csv|tsv)\.gz$`),
  flowType(
    "trafficlab-log",
    "Flow log",
    String.raw`^(?:.+\.log(?:\.gz)?|.*conn[^/]*\.log\..+|.+\.(?:labeled|binetflow)(?:\.gz)?)$`,
  ),
  flowType("trafficlab-parquet", "Parquet", String.raw`^.+\.parquet(?:\.gz)?$`),
  flowType(
    "trafficlab-json",
    "Flow events",
    String.raw`^(?:.+\.(?:jsonl|ndjson)(?:\.gz)?|.+\.json\.gz|(?:.*[-_.])?eve(?:[-_.].*)?\.json)$`,
  ),
];

function flowType(name: string, displayName: string, pattern: string): DocumentRegistry.IFileType {
  return {
    name,
    displayName,
    pattern,
    extensions: [],
    mimeTypes: ["application/octet-stream"],
    contentType: "file",
    fileFormat: null,
  };
}

/** Makes the types known and returns the names of all that Traffic Lab opens. */
export function registerFileTypes(registry: DocumentRegistry): string[] {
  for (const type of FLOW_TYPES) registry.addFileType(type);
  return [...TEXT_TABLES, ...FLOW_TYPES.map((type) => type.name)];
}
