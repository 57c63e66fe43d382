// Makes only the requests, with the package's own client. Usage: api.js <operation> <file with { settings, tokens }>.
// Prints { seconds, peakMemoryBytes }; the seconds do not include the start of the process.
const { readFileSync } = require("node:fs");
const { availableParallelism } = require("node:os");
const path = require("node:path");
const { Run } = require(path.join(__dirname, "../../../dist/provider/run/run.js"));

/** The default of Pulumi's engine. */
const CALLS_AT_ONCE = 4 * availableParallelism();

const [operation, file] = process.argv.slice(2);
const { settings, tokens } = JSON.parse(readFileSync(file, "utf8"));
const { client } = new Run(process.env).account(undefined);

const work = {
  up: () => forEach(settings, (each) => client.createKey(each)),
  refresh: () => client.listKeys(),
  update: () => forEach(tokens, (token) => client.updateKey(token, { quota: settings[0].quota })),
  destroy: () => forEach(tokens, (token) => client.deleteKey(token)),
};

async function forEach(items, call) {
  const left = items.values();
  const worker = async () => {
    for (const item of left) {
      await call(item);
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_ONCE }, worker));
}

async function main() {
  const start = performance.now();
  await work[operation]();
  const seconds = (performance.now() - start) / 1000;
  const peakMemoryBytes = process.resourceUsage().maxRSS * 1024;
  process.stdout.write(JSON.stringify({ seconds, peakMemoryBytes }));
}

void main();
