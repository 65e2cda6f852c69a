/**
 * The oldest Node this project runs on. Vite 8 asks for `^20.19.0 || >=22.12.0`; nothing here asks for more.
 * This file is loaded before anything else, so it stays readable for Nodes far older than that.
 */

/**
 * @param {string} version as in `process.versions.node`, e.g. `20.19.0`
 * @returns {string | undefined} a sentence for the person at the keyboard, or nothing when the version is fine
 */
export function nodeVersionProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const fine = (major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 23;
  if (fine) return undefined;
  return `P2C2G needs Node 20.19 or newer (or 22.12 and newer); this is Node ${version}. Get one from https://nodejs.org/ and run the command again.`;
}

/** Ends the process with a plain sentence when this Node is too old. */
export function requireNode() {
  const problem = nodeVersionProblem(process.versions.node);
  if (problem === undefined) return;
  console.error(problem);
  process.exit(1);
}
