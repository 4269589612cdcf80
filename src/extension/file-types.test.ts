import { DocumentRegistry } from "@jupyterlab/docregistry";
import { registerFileTypes } from "./file-types.ts";

function openable(name: string): boolean {
  const registry = new DocumentRegistry({});
  const types = registerFileTypes(registry);
  return registry.getFileTypesForPath(`captures/${name}`).some((type) => types.includes(type.name));
}

describe("registerFileTypes()", () => {
  it.each([
    "capture.csv",
    "capture.tsv",
    "capture.csv.gz",
    "Tuesday-Patator.balanced.csv.gz",
    "conn.log",
    "conn.log.gz",
    "conn.log.labeled",
    "conn.log.labeled.gz",
    "conn.log.labeled.first500",
    "labeled-conn.log.gz",
    "conn.00:00:00-01:00:00.log.gz",
    "conn_20240419.log",
    "vpc_v2.log",
    "capture.binetflow",
    "scenario6.first-hour.bg20pct.binetflow.gz",
    "flows.parquet",
    "flows.jsonl",
    "conn.ndjson.gz",
    "eve.json",
    "test6.eve.json.gz",
  ])("offers Traffic Lab for %s", (name) => {
    expect(openable(name)).toBe(true);
  });

  it.each([
    "notes.txt",
    "picture.png",
    "quickstart.ipynb",
    "archive.tar.gz",
    "log",
    "csv.md",
    "conn.py",
    "steve.json",
  ])("does not offer it for %s", (name) => {
    expect(openable(name)).toBe(false);
  });

  it("leaves the type that JupyterLab gives to notebooks and JSON alone", () => {
    const registry = new DocumentRegistry({});
    registerFileTypes(registry);
    expect(registry.getFileTypesForPath("a.ipynb").map((type) => type.name)).toEqual(["notebook"]);
    expect(registry.getFileTypesForPath("a.json").map((type) => type.name)).toEqual(["json"]);
  });
});
