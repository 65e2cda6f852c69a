/** One look for what the scripts say about their own work. It goes to stderr: stdout belongs to the command that is run. */

/** @param {string} text */
export function say(text) {
  process.stderr.write(`p2c2g: ${text}\n`);
}

/** A problem with a remedy that the person can act on: shown as its sentence alone, without a stack. */
export class PlainProblem extends Error {}

/**
 * Runs a script's main function: its number is the exit code, a PlainProblem is printed as a sentence.
 * @param {() => Promise<number>} main
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof PlainProblem)) throw error;
    say(error.message);
    process.exitCode = 1;
  }
}
