import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BareStack } from "./bareStack";
import { node, npmInstall } from "./commands";
import { PULUMI } from "./layouts";
import { testLayout } from "./layoutTests";
import { usePackedPackage } from "./usePackedPackage";

const pack = usePackedPackage();

describe("the packed package", () => {
  test("holds the build of sdk and provider, documents, and nothing else", () => {
    const files = readdirSync(pack.packed.contents, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(pack.packed.contents, path.join(entry.parentPath, entry.name)));
    const documents = /^(package\.json|README\.md|LICENSE|CHANGELOG\.md)$/;
    const built = /^dist\/(sdk|provider)\/.*\.(js|d\.ts)$|^dist\/provider\/plugin\/schema\.json$/;
    expect(files.filter((file) => !documents.test(file) && !built.test(file))).toEqual([]);
    expect(files).toEqual(
      expect.arrayContaining(["package.json", "dist/sdk/nodejs/index.js", "dist/provider/index.js"]),
    );
  });

  test("exports the SDK, the provider and its package.json, and nothing else", () => {
    expect(Object.keys(pack.manifest.exports)).toEqual([".", "./provider", "./package.json"]);
  });

  test("has no problem that publint knows", async () => {
    const messages = await node(pack.folder, path.join(__dirname, "publint.mjs"), pack.packed.tarball);
    expect(JSON.parse(messages)).toEqual([]);
  });

  test("has types that resolve for CommonJS, ES modules and bundlers", async () => {
    const attw = require.resolve("@arethetypeswrong/cli/package.json").replace("package.json", "dist/index.js");
    // Node 10 knew no `exports`, so it finds no "./provider": the profile leaves it out of the exit code.
    const options = ["--profile", "node16", "--no-definitely-typed", "--format", "json"];
    const { analysis } = JSON.parse(await node(pack.folder, attw, pack.packed.tarball, ...options)) as {
      analysis: { entrypoints: object; problems: { resolutionKind?: string }[] };
    };
    expect(Object.keys(analysis.entrypoints)).toEqual([".", "./provider", "./package.json"]);
    expect(analysis.problems.filter(({ resolutionKind }) => resolutionKind !== "node10")).toEqual([]);
  });

  test("installs its dependencies and no development dependency", async () => {
    const folder = path.join(pack.folder, "empty");
    mkdirSync(folder);
    writeFileSync(path.join(folder, "package.json"), "{}");
    await npmInstall(folder, "--omit=peer", pack.packed.tarball);
    const lock = JSON.parse(readFileSync(path.join(folder, "node_modules", ".package-lock.json"), "utf8"));
    const installed = Object.keys(lock.packages).map((place) => place.split("node_modules/").at(-1));
    expect(installed.sort()).toEqual(["pulumi-jetemail", ...Object.keys(pack.manifest.dependencies)].sort());
  });
});

test("installed into a project, its plugin runs a YAML program, by plugins.providers and on PATH", async () => {
  const stack = await BareStack.create();
  try {
    await npmInstall(stack.folder, pack.packed.tarball, `@pulumi/pulumi@${PULUMI["@pulumi/pulumi"]}`);
    stack.addToPath(path.dirname(process.execPath));
    await stack.createsKey({}, { plugins: { providers: [{ name: "jetemail", path: "./node_modules/.bin" }] } });
    await stack.destroy();
    stack.addToPath(path.join(stack.folder, "node_modules", ".bin"));
    await stack.createsKey();
    expect(await stack.installedPlugins()).toEqual([]);
  } finally {
    await stack.close();
  }
});

testLayout("installed by npm", pack);
