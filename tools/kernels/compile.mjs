/** AssemblyScript to WebAssembly, one module a topic: `<topic>.ts`, what it needs of its own in `<topic>/`, what it shares in `shared/`. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";
import { writeIfChanged } from "./write.mjs";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const SOURCES = path.join(ROOT, "src/kernels/assembly");
const SHARED = path.join(SOURCES, "shared");
const BYTES = path.join(ROOT, "src/kernels/wasm/bytes");

/** No assertions and no garbage collector: memory is handed in. No relaxed SIMD: its results differ between machines. */
const OPTIONS = ["-O3", "--noAssert", "--enable", "simd", "--runtime", "stub"];

/** @returns {string[]} The names of the kernel modules. */
export function findTopics() {
  return sourcesIn(SOURCES).map((file) => path.basename(file, ".ts"));
}

/**
 * @param {string[]} topics
 * @returns {Promise<{ compiled: string[], failures: { topic: string, message: string }[] }>}
 */
export async function compileKernels(topics) {
  mkdirSync(BYTES, { recursive: true });
  const compiled = [];
  const failures = [];
  for (const topic of topics) {
    const stamp = `// ${hashOf(topic)}\n`;
    const target = path.join(BYTES, `${topic}.ts`);
    if (existsSync(target) && readFileSync(target, "utf8").startsWith(stamp)) continue;
    try {
      const base64 = Buffer.from(await compile(topic)).toString("base64");
      writeIfChanged(
        target,
        `${stamp}/** Made by tools/build-kernels.mjs from src/kernels/assembly/${topic}.ts. */\nexport const WASM =\n  "${base64}";\n`,
      );
      compiled.push(topic);
    } catch (error) {
      failures.push({ topic, message: error.message });
    }
  }
  return { compiled, failures };
}

async function compile(topic) {
  const target = `${topic}.wasm`;
  let bytes;
  const { error, stderr } = await asc.main([`${topic}.ts`, "-o", target, ...OPTIONS], {
    readFile: (name, base) => {
      const file = path.resolve(SOURCES, base ?? ".", name);
      return existsSync(file) ? readFileSync(file, "utf8") : null;
    },
    writeFile: (name, contents) => {
      if (name === target) bytes = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(stderr.toString() || error.message, { cause: error });
  return bytes;
}

function hashOf(topic) {
  const hash = createHash("sha256").update(JSON.stringify([asc.version, OPTIONS]));
  for (const file of [
    path.join(SOURCES, `${topic}.ts`),
    ...sourcesIn(path.join(SOURCES, topic)),
    ...sourcesIn(SHARED),
  ]) {
    hash.update(`${path.basename(file)}\n`).update(readFileSync(file));
  }
  return hash.digest("hex");
}

function sourcesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts"))
    .sort()
    .map((name) => path.join(folder, name));
}
