const path = require("node:path");

const SLOWEST = 5;

/** One line for each file as it ends, with how far the run is, and the slowest files at the end. */
module.exports = class ProgressReporter {
  #files = 0;
  #done = 0;
  #start = 0;
  /** @type {{ file: string, seconds: number }[]} */
  #durations = [];

  onRunStart({ numTotalTestSuites }) {
    this.#files = numTotalTestSuites;
    this.#start = Date.now();
  }

  onTestResult({ path: file, context }, result) {
    const name = path.relative(context.config.rootDir, file);
    const seconds = (result.perfStats.end - result.perfStats.start) / 1000;
    this.#done++;
    this.#durations.push({ file: name, seconds });
    const failed = result.testExecError !== undefined || result.numFailingTests > 0;
    const progress = `[${this.#done}/${this.#files}, ${this.#secondsSoFar()} s]`;
    print(`${progress} ${failed ? "FAIL" : "PASS"} ${name} (${seconds.toFixed(1)} s)`);
    for (const { message, origin } of result.console ?? []) {
      print(`${message}\n${origin}`);
    }
    if (failed) {
      print(result.failureMessage);
    }
  }

  onRunComplete(_contexts, { numPendingTests, numTotalTests }) {
    const skipped = numPendingTests > 0 ? `, ${numPendingTests} of them skipped` : "";
    print(`\n${numTotalTests} tests${skipped}, in ${this.#done} files and ${this.#secondsSoFar()} s`);
    const slowest = this.#durations.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST);
    print("The slowest files:");
    for (const { file, seconds } of slowest) {
      print(`${seconds.toFixed(1).padStart(7)} s  ${file}`);
    }
  }

  #secondsSoFar() {
    return Math.round((Date.now() - this.#start) / 1000);
  }
};

function print(text) {
  process.stdout.write(`${text}\n`);
}
