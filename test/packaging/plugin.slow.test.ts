import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { extract } from "tar";
import { stringify } from "yaml";
import { CHECKSUMS, executableArchive, SMALL_ARCHIVE, version } from "../../tools/package/release";
import { startCommand } from "../harness/command";
import { repository } from "../harness/repository";
import { BareStack } from "./bareStack";
import { buildRelease, LIMIT, useBuiltRelease } from "./builtRelease";
import { npm } from "./commands";
import { type ReleaseServer, serveAsGitHub, serveFolder } from "./releaseServer";

/** The ways to the plugin with Node inside, on machines that have no Node. */

const release = useBuiltRelease("executable", "small");
const ARCHIVE = executableArchive(process);
const PLUGIN = ["resource", "jetemail", `v${version}`];
const INSTALLED = [`jetemail ${version}`];

let stack: BareStack;
let server: ReleaseServer | undefined;
beforeEach(async () => {
  stack = await BareStack.create();
});
afterEach(async () => {
  server?.close();
  server = undefined;
  await stack.close();
});

const archive = () => path.join(release.folder, ARCHIVE);

test("without the plugin, the machine has none of it and no Node", async () => {
  await expect(startCommand("node", [], { cwd: stack.folder, env: stack.env }).ended).rejects.toThrow("ENOENT");
  expect(await stack.installedPlugins()).toEqual([]);
  stack.yaml({ resources: { receipts: { type: "jetemail:TransactionalKey" } } });
  expect((await stack.upFails()).text).toMatch(/jetemail/);
});

test("pulumi plugin install --file", async () => {
  await stack.succeeds("plugin", "install", ...PLUGIN, "--file", archive());
  expect(await stack.installedPlugins()).toEqual(INSTALLED);
  await stack.createsKey();
  await stack.hasNothingToDo();
  await stack.destroy();
});

test.each(["--require /does/not/exist.js", '--import "data:text/javascript,console.log(1)"', "--no-such-option"])(
  "NODE_OPTIONS, meant for another Node, does not reach it: %s",
  async (options) => {
    await stack.succeeds("plugin", "install", ...PLUGIN, "--file", archive());
    stack.env.NODE_OPTIONS = options;
    await stack.createsKey();
  },
);

test("pulumi plugin install --server asks a web server for the archive of this platform", async () => {
  server = await serveFolder(release.folder);
  await stack.succeeds("plugin", "install", ...PLUGIN, "--server", `${server.url}/jetemail/v\${VERSION}`);
  expect(server.requests).toEqual([`/jetemail/v${version}/${ARCHIVE}`]);
  await stack.createsKey();
});

test("the resource options version and pluginDownloadURL: the first update downloads it", async () => {
  server = await serveFolder(release.folder);
  await stack.createsKey({ version, pluginDownloadURL: server.url });
  expect(server.requests).toEqual([`/${ARCHIVE}`]);
  expect(await stack.installedPlugins()).toEqual(INSTALLED);
  await stack.hasNothingToDo();
  await stack.destroy();
});

test("a declaration of the package in a YAML project: the first update downloads it", async () => {
  server = await serveFolder(release.folder);
  const declaration = { packageDeclarationVersion: 1, name: "jetemail", version, downloadUrl: server.url };
  const folder = path.join(stack.folder, "sdks/jetemail");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `jetemail-${version}.yaml`), stringify(declaration));
  await stack.createsKey();
  expect(server.requests).toEqual([`/${ARCHIVE}`]);
  await stack.hasNothingToDo();
});

test("PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES: a mirror in place of the schema's address", async () => {
  server = await serveFolder(release.folder);
  stack.env.PULUMI_PLUGIN_DOWNLOAD_URL_OVERRIDES = `^github://api\\.github\\.com/.*/pulumi-jetemail$=${server.url}`;
  const { pluginDownloadURL } = JSON.parse(
    readFileSync(path.join(__dirname, "../../provider/plugin/schema.json"), "utf8"),
  );
  await stack.createsKey({ version, pluginDownloadURL });
  expect(server.requests).toEqual([`/${ARCHIVE}`]);
});

test("a release at GitHub, the latest where no version is given", async () => {
  server = await serveAsGitHub(release.folder, "someone/pulumi-jetemail", `v${version}`);
  stack.env.SSL_CERT_FILE = path.join(__dirname, "../harness/tls/localhost.cert.pem");
  const address = server.url.replace("https:", "github:");
  await stack.succeeds("plugin", "install", "resource", "jetemail", "--server", `${address}/someone/pulumi-jetemail`);
  expect(await stack.installedPlugins()).toEqual(INSTALLED);
  await stack.createsKey();
});

test("plugins.providers in Pulumi.yaml: a folder with the unpacked archive", async () => {
  const folder = path.join(stack.folder, "plugin");
  mkdirSync(folder);
  await extract({ file: archive(), cwd: folder });
  await stack.createsKey({}, { plugins: { providers: [{ name: "jetemail", path: "./plugin" }] } });
  expect(await stack.installedPlugins()).toEqual([]);
});

test("an archive unpacked to a folder on PATH", async () => {
  const folder = path.join(stack.temporary, "opt");
  mkdirSync(folder);
  await extract({ file: archive(), cwd: folder });
  stack.addToPath(folder);
  await stack.createsKey();
});

test(
  "the release holds both archives and their checksums, and building it again makes the same bytes",
  async () => {
    expect(readdirSync(release.folder).sort()).toEqual([ARCHIVE, CHECKSUMS, SMALL_ARCHIVE].sort());
    expect(release.printed).toMatch(new RegExp(`${ARCHIVE}: \\d+\\.\\d MB, \\d+ ms to the port\n`));
    const check = startCommand("sha256sum", ["--check", CHECKSUMS], { cwd: release.folder, env: process.env });
    expect(await check.ended).toMatchObject({ code: 0, stdout: `${ARCHIVE}: OK\n${SMALL_ARCHIVE}: OK\n` });

    const again = path.join(stack.temporary, "again");
    await buildRelease(again, "executable", "small");
    const checksums = readFileSync(path.join(again, CHECKSUMS), "utf8");
    expect(checksums).toBe(readFileSync(path.join(release.folder, CHECKSUMS), "utf8"));
    // As where several machines have made the archives.
    rmSync(path.join(again, CHECKSUMS));
    await npm(repository, "run", "--silent", "package:checksums", again);
    expect(readFileSync(path.join(again, CHECKSUMS), "utf8")).toBe(checksums);
  },
  LIMIT,
);

test("the licences of all that is inside are in the archive", async () => {
  const folder = path.join(stack.temporary, "licences");
  mkdirSync(folder);
  await extract({ file: archive(), cwd: folder });
  expect(readdirSync(folder).sort()).toEqual(["LICENSE", "THIRD-PARTY-LICENSES.txt", "pulumi-resource-jetemail"]);
  const texts = readFileSync(path.join(folder, "THIRD-PARTY-LICENSES.txt"), "utf8");
  const titles = [...texts.matchAll(/^=+\n(\S+) v?\d.*\n=+\n\n\S/gm)].map(([, name]) => name);
  expect(titles).toEqual(expect.arrayContaining(["@grpc/grpc-js", "@pulumi/pulumi", "undici", "zod", "Node.js"]));
});
