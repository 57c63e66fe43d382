import { runNode } from "../../test/harness/nodeProcess";
import { median } from "./results";

/** What is waited for before the first call: medians, in milliseconds. */
export interface StartUp {
  /** A program's import of @pulumi/pulumi, and then of this package. */
  readonly pulumi: number;
  readonly sdk: number;
  /** What the second loads, by module. */
  readonly sdkModules: string[];
  /** The provider process' import of the provider, and then of the libraries that it had not yet loaded. */
  readonly provider: number;
  readonly libraries: number;
  /** The libraries that it loads at once. */
  readonly loadedAtOnce: string[];
}

const SPAWNS = 9;

const TIMED = `
  const timed = (...names) => {
    const start = performance.now();
    names.forEach((name) => require(name));
    return performance.now() - start;
  };
  const loaded = () => Object.keys(require.cache).map((file) => require("node:path").relative(".", file));
`;

/** Both figures of a pair are of one process, so that what slows it down slows down both. */
const SDK = `${TIMED}
  const pulumi = timed("@pulumi/pulumi");
  const before = new Set(loaded());
  const sdk = timed("pulumi-jetemail");
  process.stdout.write(JSON.stringify({ pulumi, sdk, sdkModules: loaded().filter((file) => !before.has(file)) }));
`;

/** As Pulumi's provider process does: @pulumi/pulumi is there before the provider is. */
const PROVIDER = `${TIMED}
  timed("@pulumi/pulumi");
  const provider = timed("pulumi-jetemail/provider");
  const loadedAtOnce = ["undici", "zod"].filter((name) => loaded().some((file) => file.includes("node_modules/" + name + "/")));
  const libraries = timed("undici", "zod");
  process.stdout.write(JSON.stringify({ provider, libraries, loadedAtOnce }));
`;

/** Starts Node processes one after another, alternately as a program and as the provider process. */
export async function measureStartUp(spawns = SPAWNS): Promise<StartUp> {
  const samples: StartUp[] = [];
  for (let spawn = 0; spawn < spawns; spawn++) {
    samples.push({ ...JSON.parse(await runNode(SDK)), ...JSON.parse(await runNode(PROVIDER)) });
  }
  const [first] = samples as [StartUp];
  const milliseconds = (name: "pulumi" | "sdk" | "provider" | "libraries") =>
    Math.round(10 * (median(samples.map((sample) => sample[name])) as number)) / 10;
  return {
    ...first,
    pulumi: milliseconds("pulumi"),
    sdk: milliseconds("sdk"),
    provider: milliseconds("provider"),
    libraries: milliseconds("libraries"),
  };
}
