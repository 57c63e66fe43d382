const path = require("node:path");
const Sequencer = require("@jest/test-sequencer").default;

/** The folders whose files start Pulumi, package managers or processes: each file takes seconds to a minute. */
const LONG = [
  "tools",
  "languages",
  "packaging",
  "examples",
  "engine",
  "faults",
  "release",
  "process",
  "pipelines",
  "docs",
];

/**
 * Files of folders with long tests first, so that at the end all workers are busy with short ones. Jest alone goes by the
 * durations of the last run, which a clean clone does not have, and then by size, by which unit tests come first. Within
 * a folder that is good enough, and a rule by folder does not go stale as a table of durations would.
 */
module.exports = class LongFirstSequencer extends Sequencer {
  sort(tests) {
    const rank = ({ path: file, context }) => {
      const [, folder] = path.relative(context.config.rootDir, file).split(path.sep);
      return LONG.includes(folder) ? LONG.indexOf(folder) : LONG.length;
    };
    // What failed in the last run stays at the front.
    const rankOrFailed = (test) => (this.hasFailed(test) ? -1 : rank(test));
    return super.sort(tests).sort((a, b) => rankOrFailed(a) - rankOrFailed(b));
  }
};
