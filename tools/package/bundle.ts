import path from "node:path";
import { build, type Plugin } from "esbuild";
import { repository } from "../../test/harness/repository";
import { engines } from "./release";

export interface Bundle {
  /** The whole plugin as one CommonJS module, which needs nothing but Node. */
  readonly code: Uint8Array;
  /** The folders of the packages of which something is in it. */
  readonly packages: readonly string[];
}

const PROTOCOL = path.join(__dirname, "protocol.ts");
const PULUMI = path.dirname(require.resolve("@pulumi/pulumi/package.json"));

const protocolOfPulumi: Plugin = {
  name: "protocol",
  setup({ onResolve, resolve }) {
    onResolve({ filter: /^\.\/protocol$/ }, () => ({ path: PROTOCOL }));
    onResolve({ filter: /^[@a-z]/ }, ({ path: specifier, importer, kind, pluginData }) =>
      importer === PROTOCOL && pluginData === undefined
        ? resolve(specifier, { kind, resolveDir: PULUMI, pluginData: PULUMI })
        : undefined,
    );
  },
};

/** Not minified: what it weighs is little beside Node, and a stack trace can be read. */
export async function bundlePlugin(): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: repository,
    entryPoints: ["provider/plugin/main.ts"],
    outfile: "pulumi-resource-jetemail.js",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: `node${engines.node.replace(">=", "")}`,
    plugins: [protocolOfPulumi],
  });
  const [output] = outputFiles;
  const packages = Object.keys(metafile.inputs).flatMap(
    (file) => /^.*\bnode_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? [],
  );
  return { code: (output as { contents: Uint8Array }).contents, packages: [...new Set(packages)].sort() };
}
