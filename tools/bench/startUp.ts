import { runNode } from "../../test/harness/nodeProcess";
import { median } from "./results";

/** The time before the first request: medians, in milliseconds. */
export interface StartUp {
  /** A program's import of @pulumi/pulumi, and that of this package after it. */
  readonly pulumi: number;
  readonly sdk: number;
  /** The modules that the latter loads. */
  readonly sdkModules: string[];
  /** The provider process's import of the provider, and that of the libraries not loaded by then. */
  readonly provider: number;
  readonly libraries: number;
  /** The libraries that the provider loads immediately. */
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

/** Both figures come from one process, so that a slowdown affects both. */
const SDK = `${TIMED}
  const pulumi = timed("@pulumi/pulumi");
  const before = new Set(loaded());
  const sdk = timed("pulumi-jetemail");
  process.stdout.write(JSON.stringify({ pulumi, sdk, sdkModules: loaded().filter((file) => !before.has(file)) }));
`;

/** As in Pulumi's provider process, @pulumi/pulumi is loaded before the provider. */
const PROVIDER = `${TIMED}
  timed("@pulumi/pulumi");
  const provider = timed("pulumi-jetemail/provider");
  const loadedAtOnce = ["undici", "zod"].filter((name) => loaded().some((file) => file.includes("node_modules/" + name + "/")));
  const libraries = timed("undici", "zod");
  process.stdout.write(JSON.stringify({ provider, libraries, loadedAtOnce }));
`;

/** Starts Node processes one after another, alternating between a program and the provider process. */
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
