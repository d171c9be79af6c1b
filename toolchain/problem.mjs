/** A failure that a person can act on: a whole sentence, then the remedy; shown without a stack. */
export class Problem extends Error {
  /**
   * @param {string} sentence what is wrong
   * @param {string} [remedy] what to do about it
   */
  constructor(sentence, remedy) {
    super(remedy === undefined ? sentence : `${sentence}\n${remedy}`);
    this.name = "Problem";
  }
}

/** Runs a command's `main`; a Problem is printed as it reads and ends the process with 1, a bug with its stack. */
export async function command(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (error) {
    process.stderr.write(`error: ${error instanceof Problem ? error.message : error.stack}\n`);
    process.exitCode = 1;
  }
}
