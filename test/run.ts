import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { findPulumi } from "./harness/pulumi";
import { repository } from "./harness/repository";

/**
 * The README's second command: build, type check, lint, then every test, and a closing line that counts. Each step
 * before the tests counts as a test of its own, so that none can fail unseen.
 */

interface Counts {
  numPassedTests: number;
  numFailedTests: number;
  numFailedTestSuites: number;
  numRuntimeErrorTestSuites: number;
}
let passed = 0;
let failed = 0;

function count(ok: boolean): void {
  ok ? passed++ : failed++;
}

function npx(title: string, ...args: string[]): boolean {
  process.stdout.write(`\n# ${title}\n`);
  return spawnSync("npx", ["--no-install", ...args], { cwd: repository, stdio: "inherit" }).status === 0;
}

function jest(folder: string): void {
  const report = path.join(folder, "jest.json");
  const ok = npx(
    "Tests",
    ...["jest", "--config", "test/jest.config.js", "--coverage", "--coverageReporters=text", "--json"],
    ...["--outputFile", report, ...process.argv.slice(2)],
  );
  const counts = JSON.parse(readFileSync(report, "utf8")) as Counts;
  passed += counts.numPassedTests;
  // A file that cannot be loaded and a coverage below its threshold fail without a test of their own.
  failed += counts.numFailedTests + counts.numRuntimeErrorTestSuites;
  if (!ok && failed === 0) {
    failed++;
  }
}

async function main(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-test-"));
  try {
    // First the build: examples and tests find the package by its name, which leads to dist.
    count(npx("Build", "tsc", "-p", "tsconfig.build.json"));
    count(npx("Build the simulator", "tsc", "-p", "packages/simulator"));
    count(npx("Type check", "tsc", "-p", "tsconfig.json"));
    count(npx("Lint and format", "biome", "ci", "--error-on-warnings"));
    const { command, version } = await findPulumi();
    process.stdout.write(`\n# Pulumi ${version} (${command})\n`);
    jest(folder);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    failed++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
  process.exitCode = failed === 0 ? 0 : 1;
}

void main();
