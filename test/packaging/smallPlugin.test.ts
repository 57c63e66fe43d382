import { copyFileSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { extract } from "tar";
import { NODE_MISSING } from "../../tools/package/nodeMissing";
import { executableArchive, SMALL_ARCHIVE, version } from "../../tools/package/release";
import { startCommand } from "../harness/command";
import { BareStack } from "./bareStack";
import { useBuiltRelease } from "./builtRelease";
import { serveFolder } from "./releaseServer";

/** The archive for machines that have Node. */

const release = useBuiltRelease("small");
const archive = () => path.join(release.folder, SMALL_ARCHIVE);
const NODE = path.dirname(process.execPath);

let stack: BareStack;
beforeEach(async () => {
  stack = await BareStack.create();
});
afterEach(async () => {
  await stack.close();
});

test("pulumi plugin install --file", async () => {
  stack.addToPath(NODE);
  await stack.succeeds("plugin", "install", "resource", "jetemail", `v${version}`, "--file", archive());
  expect(await stack.installedPlugins()).toEqual([`jetemail ${version}`]);
  await stack.createsKey();
  await stack.hasNothingToDo();
  await stack.destroy();
});

test("a mirror serves it by the name of a platform's archive", async () => {
  stack.addToPath(NODE);
  const mirror = path.join(stack.temporary, "mirror");
  mkdirSync(mirror);
  copyFileSync(archive(), path.join(mirror, executableArchive(process)));
  const server = await serveFolder(mirror);
  try {
    await stack.createsKey({ version, pluginDownloadURL: server.url });
    expect(await stack.installedPlugins()).toEqual([`jetemail ${version}`]);
  } finally {
    server.close();
  }
});

test.each(["--require /does/not/exist.js", '--import "data:text/javascript,console.log(1)"', "--no-such-option"])(
  "NODE_OPTIONS, meant for another Node, does not reach it: %s",
  async (options) => {
    stack.addToPath(NODE);
    await stack.succeeds("plugin", "install", "resource", "jetemail", `v${version}`, "--file", archive());
    stack.env.NODE_OPTIONS = options;
    await stack.createsKey();
  },
);

test("without Node, one line says what it needs, and Pulumi shows it", async () => {
  await stack.succeeds("plugin", "install", "resource", "jetemail", `v${version}`, "--file", archive());
  const executable = path.join(stack.home, "plugins", `resource-jetemail-v${version}`, "pulumi-resource-jetemail");
  const { code, text } = await startCommand(executable, [], { cwd: stack.folder, env: stack.env }).ended;
  expect({ code, text }).toEqual({ code: 1, text: `${NODE_MISSING}\n` });
  stack.yaml({ resources: { receipts: { type: "jetemail:TransactionalKey" } } });
  expect((await stack.fails("preview")).text).toContain(NODE_MISSING);
});

test("it holds the launchers, the bundle and the licences", async () => {
  const folder = path.join(stack.temporary, "unpacked");
  mkdirSync(folder);
  await extract({ file: archive(), cwd: folder });
  expect(readdirSync(folder).sort()).toEqual([
    "LICENSE",
    "THIRD-PARTY-LICENSES.txt",
    "pulumi-resource-jetemail",
    "pulumi-resource-jetemail.cmd",
    "pulumi-resource-jetemail.js",
  ]);
});
