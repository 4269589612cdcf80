/** Prints the hashes of one engine: program.mjs LIBRARY OPTIONS, with the options of `hashFits` for each of several runs as JSON. */
import process from "node:process";
import { pathToFileURL } from "node:url";
import { hashFits } from "./fits.mjs";

const library = await import(pathToFileURL(process.argv[2]).href);
const hashes = [];
for (const options of JSON.parse(process.argv[3])) hashes.push(await hashFits(library, options));
process.stdout.write(`${JSON.stringify(hashes)}\n`, () => process.exit(0));
