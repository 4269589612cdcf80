/** The same in a page's module worker, where the library lies beside it under /library/. */
import { hashFits } from "./fits.mjs";

self.onmessage = async ({ data }) => {
  try {
    const library = await import("/library/mod.js");
    const hashes = [];
    for (const options of data) hashes.push(await hashFits(library, options));
    self.postMessage({ hashes });
  } catch (error) {
    self.postMessage({ error: `${error.name}: ${error.message}\n${error.stack}` });
  }
};
