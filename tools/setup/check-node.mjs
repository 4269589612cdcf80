/**
 * Imported first by every entry script, before anything a too old Node could stumble over.
 * Ends the process with one clear sentence when this Node cannot run the project.
 */
export const LEAST_NODE = [20, 19];

/**
 * @param {string} version As in `process.versions.node`
 * @returns {boolean} Whether this version can run the project
 */
export function isNodeRecentEnough(version) {
  const [major, minor] = version.split(".").map(Number);
  return major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1]);
}

if (!isNodeRecentEnough(process.versions.node)) {
  console.error(
    `Cannot run Traffic Lab: Node ${LEAST_NODE.join(".")} or later is needed, got ${process.versions.node}`,
  );
  console.error(
    "Install a current Node from your package manager or from nodejs.org, then run the command again.",
  );
  process.exit(1);
}
