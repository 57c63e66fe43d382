import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { type FindPulumiOptions, findPulumi, type PulumiInstallation, pulumiEnvironment } from "../../harness/pulumi";
import { copyFolder, defaultCacheFolder } from "../../harness/pulumi/cacheFolder";
import { CLI_MODULE, lowestGoVersion } from "../../harness/pulumi/goModules";
import { writeLauncher } from "../../harness/pulumi/launcher";
import { isAtLeast, PULUMI_VERSION, readVersion } from "../../harness/pulumi/release";
import { repository } from "../../harness/repository";

// Some tests start Node processes, which takes long on a busy machine.
jest.setTimeout(30_000);

const EXECUTABLES = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-pulumi-nodejs"];

let folder: string;
let bin: string;
let cacheFolder: string;
let progress: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "pulumi-cli-"));
  bin = path.join(folder, "bin");
  cacheFolder = path.join(folder, "cache");
  progress = [];
  await mkdir(bin);
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function writeExecutable(file: string, text: string): Promise<void> {
  await writeFile(file, text);
  await chmod(file, 0o755);
}

/** Writes a `pulumi` that reports `version`, and the executables that belong beside it. */
async function writePulumi(target: string, version: string, names = EXECUTABLES): Promise<void> {
  await mkdir(target, { recursive: true });
  for (const name of names) {
    await writeExecutable(path.join(target, name), `#!/bin/sh\necho v${version}\n`);
  }
}

/** Writes a `go` whose builds are scripts that report the version which the linker was given. */
async function writeGo(): Promise<void> {
  await writeExecutable(
    path.join(bin, "go"),
    `#!${process.execPath}
const fs = require("node:fs");
const value = (flag) => process.argv[process.argv.indexOf(flag) + 1];
const version = value("-ldflags").split("Version=")[1] ?? "none";
fs.appendFileSync(${JSON.stringify(path.join(folder, "go.log"))}, process.cwd() + "\\n");
console.error("go: downloading example.com/module v1.0.0\\nexample.com/module/package");
fs.writeFileSync(value("-o"), "#!/bin/sh\\necho " + version + "\\n", { mode: 0o755 });
`,
  );
}

const unreachable = () => Promise.reject(new Error("the probe failed"));
const mustNotRun = () => Promise.reject(new Error("this must not run"));

function find(options: FindPulumiOptions = {}): Promise<PulumiInstallation> {
  return findPulumi({
    env: { PATH: bin, HOME: folder },
    cacheFolder,
    probe: unreachable,
    install: mustNotRun,
    onProgress: (line) => progress.push(line),
    ...options,
  });
}

const copy = () => copyFolder(cacheFolder, process.platform, process.arch);

async function cached(): Promise<string[]> {
  return readdir(cacheFolder).catch(() => []);
}

describe("a pulumi on PATH", () => {
  test("is used when it is recent and complete", async () => {
    await writePulumi(bin, "3.216.0");
    await expect(find({ probe: mustNotRun })).resolves.toEqual({
      command: path.join(bin, "pulumi"),
      version: "3.216.0",
      directories: [bin],
      source: "path",
    });
    await expect(cached()).resolves.toEqual([]);
  });

  test("is used through a symbolic link to its installation", async () => {
    const installation = path.join(folder, "installation");
    await writePulumi(installation, "3.300.1");
    await symlink(path.join(installation, "pulumi"), path.join(bin, "pulumi"));
    const { directories, source } = await find();
    expect(source).toBe("path");
    expect(directories.map((directory) => path.basename(directory))).toEqual(["installation"]);
  });

  test("is rejected with both versions when it is too old", async () => {
    await writePulumi(bin, "3.215.9");
    await expect(find()).rejects.toThrow(`${path.join(bin, "pulumi")} is 3.215.9, older than 3.216.0`);
  });

  test("is rejected when the Node language host or the launcher is not beside it", async () => {
    await writePulumi(bin, "3.250.0", ["pulumi"]);
    await expect(find()).rejects.toThrow("has no pulumi-language-nodejs, pulumi-resource-pulumi-nodejs beside it");
  });

  test("is rejected with its own error output when it does not run", async () => {
    await writePulumi(bin, "3.250.0");
    await writeExecutable(path.join(bin, "pulumi"), "#!/bin/sh\necho 'a library is missing' >&2\nexit 3\n");
    await expect(find()).rejects.toThrow("pulumi on PATH: a library is missing");
  });
});

describe("a cached copy", () => {
  test("is used without network and without Go", async () => {
    await writePulumi(path.join(copy(), "bin"), PULUMI_VERSION);
    await writeExecutable(path.join(bin, "go"), "#!/bin/sh\nexit 1\n");
    await expect(find({ probe: mustNotRun })).resolves.toEqual({
      command: path.join(copy(), "bin", "pulumi"),
      version: PULUMI_VERSION,
      directories: [path.join(copy(), "bin")],
      source: "copy",
    });
  });

  test("is not used when it is incomplete, and is replaced", async () => {
    await writePulumi(path.join(copy(), "bin"), PULUMI_VERSION, ["pulumi"]);
    await expect(find()).rejects.toThrow("has no pulumi-language-nodejs, pulumi-resource-pulumi-nodejs");

    await writeGo();
    await expect(find()).resolves.toMatchObject({ source: "go" });
    await expect(find()).resolves.toMatchObject({ source: "copy" });
    await expect(readdir(copy())).resolves.toEqual(["bin"]);
    await expect(cached()).resolves.toEqual([path.basename(copy())]);
  });

  test("is not used when it does not run", async () => {
    await writePulumi(path.join(copy(), "bin"), PULUMI_VERSION);
    await writeExecutable(path.join(copy(), "bin", "pulumi"), "#!/bin/sh\nexit 1\n");
    await expect(find()).rejects.toThrow("ended with exit code 1");
  });

  test("is kept per version, platform and architecture, outside node_modules", () => {
    const home = path.resolve("/home/someone");
    const at = (platform: NodeJS.Platform, env: NodeJS.ProcessEnv = {}) =>
      defaultCacheFolder({ platform, env: { HOME: home, ...env } });
    expect(at("linux")).toBe(path.join(home, ".cache", "pulumi-jetemail"));
    expect(at("linux", { XDG_CACHE_HOME: "relative" })).toBe(at("linux"));
    expect(at("linux", { XDG_CACHE_HOME: folder })).toBe(path.join(folder, "pulumi-jetemail"));
    expect(at("darwin")).toBe(path.join(home, "Library", "Caches", "pulumi-jetemail"));
    expect(at("win32")).toBe(path.join(home, "AppData", "Local", "pulumi-jetemail"));
    expect(copyFolder(folder, "linux", "arm64")).toBe(path.join(folder, `pulumi-${PULUMI_VERSION}-linux-arm64`));
  });
});

describe("the installer", () => {
  const reachable = () => Promise.resolve();

  test("creates the copy when it can be reached", async () => {
    const install = (target: string) => writePulumi(path.join(target, "bin"), PULUMI_VERSION);
    await expect(find({ probe: reachable, install })).resolves.toMatchObject({
      command: path.join(copy(), "bin", "pulumi"),
      source: "installer",
    });
    await expect(find({ probe: mustNotRun })).resolves.toMatchObject({ source: "copy" });
  });

  test("is abandoned when its host never responds, even if the probe ignores its signal", async () => {
    const probe = () => new Promise<void>(() => {});
    await expect(find({ probe, probeLimit: 5 })).rejects.toThrow("get.pulumi.com did not answer within 0.005 s");
  });

  test("leaves nothing behind when it fails halfway, so that the next way is tried", async () => {
    const install = async (target: string) => {
      await writePulumi(path.join(target, "bin"), PULUMI_VERSION, ["pulumi"]);
      throw new Error("the connection broke");
    };
    await expect(find({ probe: reachable, install })).rejects.toThrow("the connection broke");
    await expect(cached()).resolves.toEqual([]);

    await writeGo();
    await expect(find({ probe: reachable, install })).resolves.toMatchObject({ source: "go" });
  });

  test("fails when it leaves out an executable", async () => {
    const install = (target: string) => writePulumi(path.join(target, "bin"), PULUMI_VERSION, ["pulumi"]);
    await expect(find({ probe: reachable, install })).rejects.toThrow("has no pulumi-language-nodejs");
    await expect(cached()).resolves.toEqual([]);
  });
});

describe("a build with Go", () => {
  test("builds both modules, says that it takes minutes, and is cached", async () => {
    await writeGo();
    await expect(find()).resolves.toEqual({
      command: path.join(copy(), "bin", "pulumi"),
      version: PULUMI_VERSION,
      directories: [path.join(copy(), "bin")],
      source: "go",
    });
    const folders = (await readFile(path.join(folder, "go.log"), "utf8")).trim().split("\n");
    expect(folders.map((name) => path.basename(name)).sort()).toEqual(["cli", "language-nodejs"]);
    expect(progress[0]).toContain("this takes some minutes, once");
    expect(progress.at(-1)).toContain(`Built Pulumi ${PULUMI_VERSION}`);
    await expect(find()).resolves.toMatchObject({ source: "copy" });
  });

  test("can run twice at the same time", async () => {
    await writeGo();
    const both = await Promise.all([find(), find()]);
    expect(new Set(both.map(({ command }) => command))).toEqual(new Set([path.join(copy(), "bin", "pulumi")]));
    await expect(cached()).resolves.toEqual([path.basename(copy())]);
  });

  test("fails with Go's message, without its list of packages, and leaves nothing behind", async () => {
    await writeExecutable(
      path.join(bin, "go"),
      "#!/bin/sh\necho example.com/package >&2\necho 'go: go.mod requires a newer go' >&2\nexit 1\n",
    );
    await expect(find()).rejects.toThrow("- a build with Go: go: go.mod requires a newer go\n");
    await expect(cached()).resolves.toEqual([]);
  });

  test("ends with the process that started it and leaves no copy", async () => {
    // It holds a connection for as long as it lives.
    const address = path.join(folder, "socket");
    const server = createServer().listen(address);
    await writeExecutable(
      path.join(bin, "go"),
      `#!${process.execPath}\nrequire("node:net").connect(${JSON.stringify(address)}).resume();\n`,
    );
    const program = `
      require(${JSON.stringify(path.join(repository, "test", "harness", "pulumi", "index.ts"))})
        .findPulumi({ cacheFolder: ${JSON.stringify(cacheFolder)}, probe: () => Promise.reject(new Error("offline")) })
        .catch(() => {});`;
    const finder = spawn(process.execPath, ["--import", "tsx", "-e", program], {
      cwd: repository,
      env: { PATH: bin },
      stdio: "ignore",
    });
    const exit = once(finder, "exit");
    try {
      const [connection]: Socket[] = await once(server, "connection");
      const closed = once(connection?.resume() as Socket, "close");
      await expect(cached()).resolves.toEqual([expect.stringContaining(".partial-")]);
      finder.kill("SIGTERM");
      await closed;
      await expect(exit).resolves.toEqual([null, "SIGTERM"]);
      await expect(cached()).resolves.toEqual([]);
    } finally {
      finder.kill("SIGKILL");
      server.close();
    }
  });

  test("builds the release that copies are named after", async () => {
    const text = await readFile(path.join(CLI_MODULE.folder, "go.mod"), "utf8");
    expect(text).toContain(`github.com/pulumi/pulumi/pkg/v3 v${PULUMI_VERSION}`);
  });
});

test("says why each way failed, in order, and what to install", async () => {
  const error: Error = await find().then(
    () => Promise.reject(new Error("a CLI was found")),
    (error) => error,
  );
  expect(error.message.split("\n")).toEqual([
    "No Pulumi CLI was found, and none could be made:",
    "- pulumi on PATH: there is none",
    `- a copy made earlier: there is no ${copy()}`,
    `- the installer of Pulumi ${PULUMI_VERSION}: the probe failed`,
    "- a build with Go: there is no go on PATH",
    "Install the Pulumi CLI, 3.216.0 or newer (https://www.pulumi.com/docs/install/), " +
      `or Go, ${lowestGoVersion()} or newer, which builds one.`,
  ]);
});

describe("versions", () => {
  test("are compared as numbers", () => {
    expect(isAtLeast("3.1000.0", "3.216.0")).toBe(true);
    expect(isAtLeast("4.0.0", "3.216.0")).toBe(true);
    expect(isAtLeast("3.216.0-alpha.1", "3.216.0")).toBe(true);
    expect(isAtLeast("3.99.0", "3.216.0")).toBe(false);
    expect(isAtLeast("2.300.0", "3.216.0")).toBe(false);
  });

  test("are read from the CLI's output", () => {
    expect(readVersion("v3.220.0\n")).toBe("3.220.0");
    expect(() => readVersion("command not found")).toThrow('no version: "command not found"');
  });
});

describe("the launcher", () => {
  async function launch(cwd: string, ...args: string[]) {
    const launcher = await writeLauncher(bin, process.platform);
    return spawn(launcher, args, {
      cwd,
      env: { PATH: [path.dirname(process.execPath), "/usr/bin", "/bin"].join(":") },
      stdio: ["ignore", "pipe", "ignore"],
    });
  }

  test("runs the dynamic provider of the working directory's @pulumi/pulumi", async () => {
    const provider = await launch(repository, "127.0.0.1:1");
    const closed = once(provider, "close");
    const [port] = await once(provider.stdout, "data");
    expect(String(port)).toMatch(/^\d+\n$/);
    provider.stdout.resume();
    provider.kill("SIGKILL");
    await closed;
  });

  test("becomes that provider's process, so that signals reach it, and passes arguments unchanged", async () => {
    const dependency = path.join(folder, "node_modules", "@pulumi", "pulumi", "cmd", "dynamic-provider");
    await mkdir(dependency, { recursive: true });
    await writeFile(
      path.join(dependency, "index.js"),
      "console.log(JSON.stringify({ pid: process.pid, args: process.argv.slice(2) }));",
    );
    const provider = await launch(folder, "two words", "$HOME", "");
    const [output] = await once(provider.stdout, "data");
    expect(JSON.parse(String(output))).toEqual({ pid: provider.pid, args: ["two words", "$HOME", ""] });
  });

  test("fails without an @pulumi/pulumi", async () => {
    const provider = await launch(folder, "127.0.0.1:1");
    await expect(once(provider, "exit")).resolves.toEqual([1, null]);
  });
});

describe("the environment for Pulumi", () => {
  const installation: PulumiInstallation = {
    command: "/copy/bin/pulumi",
    version: PULUMI_VERSION,
    directories: ["/copy/bin"],
    source: "copy",
  };
  const node = path.dirname(process.execPath);

  test("has the CLI's folders and this process's Node before the rest of PATH", () => {
    const { PATH } = pulumiEnvironment(installation, { home: folder, env: { PATH: "/usr/bin" } });
    expect(PATH).toBe(["/copy/bin", node, "/usr/bin"].join(path.delimiter));
  });

  test("has this process's Node first when another one is beside the CLI", async () => {
    await writeExecutable(path.join(bin, "node"), "#!/bin/sh\n");
    const { PATH } = pulumiEnvironment({ ...installation, directories: [bin] }, { home: folder, env: {} });
    expect(PATH).toBe([node, bin].join(path.delimiter));
  });

  test("inherits no settings of Pulumi, JetEmail and Node", () => {
    const env = pulumiEnvironment(installation, {
      home: folder,
      env: {
        Path: "/usr/bin",
        HOME: "/home/someone",
        JETEMAIL_API_KEY: "secret",
        PULUMI_ACCESS_TOKEN: "secret",
        PULUMI_STACK: "production",
        NODE_OPTIONS: "--require ./surprise.js",
      },
    });
    expect(env).toEqual({
      PATH: ["/copy/bin", node, "/usr/bin"].join(path.delimiter),
      HOME: "/home/someone",
      PULUMI_HOME: folder,
      PULUMI_BACKEND_URL: `file://${folder}`,
      PULUMI_CONFIG_PASSPHRASE: "",
      PULUMI_SKIP_UPDATE_CHECK: "1",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "1",
    });
  });

  test("takes a backend and a passphrase", () => {
    expect(
      pulumiEnvironment(installation, { home: folder, backendUrl: "file:///stacks", passphrase: "p" }),
    ).toMatchObject({ PULUMI_BACKEND_URL: "file:///stacks", PULUMI_CONFIG_PASSPHRASE: "p" });
  });
});
