import { cpSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { run } from "../harness/pulumi/childProcess";
import { repository } from "../harness/repository";
import { node } from "../packaging/commands";
import { usePackedPackage } from "../packaging/usePackedPackage";

/** The SDKs, checked by the tools of the places where a release publishes them. */

const LIMIT = 10 * 60_000;
const { env } = process;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "jetemail-sdks-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test(
  "twine accepts the Python package that a release builds",
  async () => {
    // A copy, because building leaves files beside the source.
    cpSync(path.join(repository, "sdk", "python"), path.join(folder, "python"), { recursive: true });
    await run("python3", ["-m", "venv", "venv"], { cwd: folder, env, limit: LIMIT });
    const python = (...args: string[]) =>
      run(path.join(folder, "venv", "bin", "python"), args, { cwd: folder, env, limit: LIMIT });
    await python("-m", "pip", "install", "--quiet", "build", "twine");
    await python("-m", "build", "--outdir", "built", "python");
    const files = readdirSync(path.join(folder, "built"));
    expect(files.map((file) => file.replace(/.*?(-py3-none-any\.whl|\.tar\.gz)$/, "$1")).sort()).toEqual([
      "-py3-none-any.whl",
      ".tar.gz",
    ]);
    const checked = await python("-m", "twine", "check", "--strict", ...files.map((file) => path.join("built", file)));
    expect(checked.match(/PASSED/g)).toHaveLength(2);
  },
  LIMIT,
);

describe("the npm package of the plugin's SDK", () => {
  const pack = usePackedPackage("sdk/nodejs-plugin");

  test("has no problem that publint knows", async () => {
    const messages = await node(pack.folder, path.join(__dirname, "../packaging/publint.mjs"), pack.packed.tarball);
    expect(JSON.parse(messages)).toEqual([]);
  });

  test("has types that resolve", async () => {
    const attw = require.resolve("@arethetypeswrong/cli/package.json").replace("package.json", "dist/index.js");
    // Its only entry: without "exports", the folder that it is built to counts as another.
    const options = ["--entrypoints", ".", "--no-definitely-typed", "--format", "json"];
    const { analysis } = JSON.parse(await node(pack.folder, attw, pack.packed.tarball, ...options)) as {
      analysis: { problems: object[] };
    };
    expect(analysis.problems).toEqual([]);
  });
});
