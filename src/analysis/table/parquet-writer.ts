/** The writer's package, as one part that is loaded when the first file is written. */
export { ByteWriter } from "hyparquet-writer/src/bytewriter.js";
export { ParquetWriter } from "hyparquet-writer/src/parquet-writer.js";
