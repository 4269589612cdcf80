/** `npm run lint:check [-- NAME...]` checks and changes nothing; `npm run lint` mends what can be mended and checks the rest. */
import "./setup/check-node.mjs";
import { CHECKS } from "./checks/mod.mjs";
import { say, secondsSince } from "./setup/say.mjs";

const words = process.argv.slice(2);
const fix = words.includes("--fix");
const names = words.filter((word) => word !== "--fix");
const unknown = names.filter((name) => !CHECKS.some((check) => check.name === name));
if (unknown.length > 0) {
  console.error(
    `Cannot check ${unknown.join(", ")}: the checks are ${CHECKS.map(({ name }) => name).join(", ")}`,
  );
  process.exit(2);
}

for (const check of CHECKS) {
  if (names.length > 0 && !names.includes(check.name)) continue;
  const startedAt = performance.now();
  const problem = await (fix && check.fix ? check.fix() : check.check());
  say(`${check.title}: ${problem === null ? "passed" : "FAILED"} (${secondsSince(startedAt)})`);
  if (problem !== null) {
    say(problem);
    process.exitCode = 1;
  }
}
