// Pulumi shows all that a process prints which ends at once: of an error that nobody catches also the source and the stack.
try {
  require("../shell/requireNode");
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
