/** A part of the tests, as arguments of Jest. */
export interface Suite {
  readonly jest: readonly string[];
  /** Whether build, type check, lint and coverage belong to it. */
  readonly isWhole: boolean;
}

/** What takes long and is Pulumi's, a package manager's or a tool's, or shows again on the plugin what engine/ shows. */
const SLOW = "\\.slow\\.test\\.ts$";

/** Folders whose tests need no Pulumi CLI; of these the first three need no package manager and no network either. */
const WITHOUT_CLI = ["unit", "contract", "docs", "process", "pipelines"];

const rootedIn = (...folders: string[]) => folders.map((folder) => `--roots=test/${folder}`);

const SUITES = {
  most: { isWhole: true, jest: ["--testPathIgnorePatterns=/node_modules/", `--testPathIgnorePatterns=${SLOW}`] },
  all: { isWhole: true, jest: [] },
  unit: { isWhole: false, jest: rootedIn("unit", "contract", "docs") },
  engine: { isWhole: false, jest: rootedIn("engine", "plugin") },
} satisfies Record<string, Suite>;

/**
 * The suite that the arguments name by `--suite=NAME`, without which it is `most`. Further arguments are Jest's, and
 * select among its tests; without a name they select among all.
 */
export function suiteOf(args: readonly string[]): Suite {
  const name = args.find((arg) => arg.startsWith("--suite="))?.slice("--suite=".length);
  const selection = args.filter((arg) => !arg.startsWith("--suite="));
  if (name === undefined) {
    return selection.length === 0 ? SUITES.most : { isWhole: false, jest: selection };
  }
  const suite = Object.entries(SUITES).find(([each]) => each === name)?.[1];
  if (suite === undefined) {
    throw new Error(`--suite takes ${Object.keys(SUITES).join(", ")}, not "${name}".`);
  }
  return { isWhole: suite.isWhole && selection.length === 0, jest: [...suite.jest, ...selection] };
}

/** Whether one of these test files runs the Pulumi CLI. */
export function needsPulumi(files: readonly string[]): boolean {
  return files.some((file) => !WITHOUT_CLI.some((folder) => file.includes(`/test/${folder}/`)));
}
