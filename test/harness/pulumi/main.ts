import { findPulumi } from ".";

// Makes the copy ahead of time, and tells which CLI the demo and the tests use.
findPulumi().then(
  ({ command, version, source }) => process.stdout.write(`${command}\n  version ${version}, by way of: ${source}\n`),
  (error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  },
);
