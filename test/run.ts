import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPulumi } from "./harness/pulumi";
import { repository } from "./harness/repository";
import { needsPulumi, type Suite, suiteOf } from "./suites";

/**
 * `npm test` and its kin, whose last lines say what failed and count: a log may be cut at its beginning. A whole suite begins
 * with build, type check and lint, each of which counts as a test of its own, so that none can fail unseen.
 */

interface Report {
  numPassedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}
interface Failure {
  readonly title: string;
  readonly message: string;
}
/** How many lines of a message are repeated at the end. */
const MESSAGE_LINES = 15;

let passed = 0;
const failures: Failure[] = [];

const pathOf = (program: string) => path.join(repository, "node_modules", program);
/**
 * V8 counts for every script that its process has loaded, those of test files before among them, so that with coverage a
 * worker gets slower and slower: from this size on, it is replaced between two files.
 */
const COVERAGE = ["--coverage", "--coverageReporters=text", "--workerIdleMemoryLimit=200MB"];
const JEST = [pathOf("jest/bin/jest.js"), "--config", "test/jest.config.js"];

/** Runs a program beside others, and shows what it printed when it ends. */
async function check(title: string, program: string, ...args: string[]): Promise<void> {
  const child = spawn(process.execPath, [pathOf(program), ...args], { cwd: repository, stdio: "pipe" });
  let printed = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      printed += text;
    });
  }
  const [code] = await once(child, "close");
  process.stdout.write(`\n# ${title}\n${printed}`);
  if (code === 0) {
    passed++;
  } else {
    failures.push({ title, message: printed });
  }
}

async function checkSource(): Promise<void> {
  const compiler = "typescript/bin/tsc";
  // First the build: examples and tests find the package by its name, which leads to dist.
  await Promise.all([
    check("Build", compiler, "-p", "tsconfig.build.json"),
    check("Build the simulator", compiler, "-p", "packages/simulator"),
  ]);
  await Promise.all([
    check("Type check", compiler, "-p", "tsconfig.json"),
    check("Lint and format", "@biomejs/biome/bin/biome", "ci", "--error-on-warnings"),
  ]);
}

function jest(args: readonly string[], folder: string): void {
  const report = path.join(folder, "jest.json");
  process.stdout.write("\n# Tests\n");
  const { status } = spawnSync(process.execPath, [...JEST, "--json", "--outputFile", report, ...args], {
    cwd: repository,
    stdio: "inherit",
  });
  if (existsSync(report)) {
    const { numPassedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
    passed += numPassedTests;
    failures.push(...testResults.flatMap(failuresOf));
  }
  // A coverage below its threshold, and a pattern that nothing matches, fail without a test of their own.
  if (status !== 0 && failures.length === 0) {
    failures.push({ title: "Coverage, or a pattern that matches no file", message: "" });
  }
}

/** The failed tests of a file, or the file itself, if it could not be run. */
function failuresOf({ name, status, message, assertionResults }: Report["testResults"][number]): Failure[] {
  const file = path.relative(repository, name);
  const failed = assertionResults.filter((test) => test.status === "failed");
  return failed.length === 0 && status === "failed"
    ? [{ title: file, message }]
    : failed.map((test) => ({ title: `${file}: ${test.fullName}`, message: test.failureMessages.join("\n") }));
}

function describe({ title, message }: Failure): string {
  const lines = message
    .split("\n")
    .filter((line) => line && !line.includes("node_modules"))
    .slice(0, MESSAGE_LINES);
  return `Failed: ${title}\n${lines.map((line) => `  ${line}\n`).join("")}`;
}

/** Finds a Pulumi CLI, or makes one, before several tests look for it at once. */
async function preparePulumi({ isWhole, jest: args }: Suite): Promise<void> {
  const list = () =>
    spawnSync(process.execPath, [...JEST, "--listTests", ...args], { cwd: repository, encoding: "utf8" });
  if (isWhole || needsPulumi(list().stdout.split("\n").filter(Boolean))) {
    const { command, version } = await findPulumi();
    process.stdout.write(`\n# Pulumi ${version} (${command})\n`);
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-test-"));
  try {
    const suite = suiteOf(process.argv.slice(2));
    if (suite.isWhole) {
      await checkSource();
    }
    await preparePulumi(suite);
    jest([...suite.jest, ...(suite.isWhole ? COVERAGE : [])], folder);
  } catch (error) {
    failures.push({ title: "Preparation", message: error instanceof Error ? error.message : String(error) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`\n${failures.map(describe).join("")}${passed} passed, ${failures.length} failed\n`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

void main();
