import assert from "node:assert/strict";
import { existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { npmInstall, pnpmInstall, yarnInstall } from "./commands";
import { type PackedPackage, pack, unpack } from "./packedPackage";

/** A Pulumi project in which the package is installed. */
export interface Project {
  readonly folder: string;
  /** What its program loads to declare a key. */
  readonly module: string;
}

/** A way to install the package into an empty folder. Each makes sure that it came out as its name says. */
export type Layout = (folder: string, packed: PackedPackage) => Promise<Project>;

export const layouts: Record<string, Layout> = {
  "installed by npm": async (folder, { tarball }) => {
    writePackage(folder, { name: "app", dependencies: { "pulumi-jetemail": `file:${tarball}`, ...PULUMI } });
    await npmInstall(folder);
    assert(!isLink(folder));
    return { folder, module: "pulumi-jetemail" };
  },

  "linked by npm to a checkout": async (folder, { checkout }) => {
    writePackage(folder, { name: "app", dependencies: { "pulumi-jetemail": `file:${checkout}`, ...PULUMI } });
    await npmInstall(folder);
    assert(isLink(folder));
    return { folder, module: "pulumi-jetemail" };
  },

  "linked by npm as a workspace of the same repository": async (folder, { tarball }) => {
    const app = path.join(folder, "app");
    writePackage(folder, { name: "everything", workspaces: ["app", "jetemail"] });
    writePackage(app, { name: "app", dependencies: { "pulumi-jetemail": "*", ...PULUMI } });
    await unpack(tarball, path.join(folder, "jetemail"));
    await npmInstall(folder, "--omit=dev");
    assert(isLink(folder) && !existsSync(path.join(app, "node_modules")));
    return { folder: app, module: "pulumi-jetemail" };
  },

  "installed by pnpm": async (folder, { tarball }) => {
    writePackage(folder, { name: "app", dependencies: { "pulumi-jetemail": `file:${tarball}`, ...PULUMI } });
    await pnpmInstall(folder);
    assert(isLink(folder));
    return { folder, module: "pulumi-jetemail" };
  },

  "installed by yarn": async (folder, { tarball }) => {
    writePackage(folder, { name: "app", dependencies: { "pulumi-jetemail": `file:${tarball}`, ...PULUMI } });
    await yarnInstall(folder);
    assert(!isLink(folder));
    return { folder, module: "pulumi-jetemail" };
  },

  "installed by pnpm as a dependency of a dependency": async (folder, { tarball }) => {
    const component = path.join(folder, "component");
    writePackage(component, {
      name: "mail-component",
      dependencies: { "pulumi-jetemail": `file:${tarball}` },
      peerDependencies: PULUMI,
      types: "index.d.ts",
    });
    writeFileSync(path.join(component, "index.js"), 'module.exports = require("pulumi-jetemail");\n');
    writeFileSync(path.join(component, "index.d.ts"), 'export * from "pulumi-jetemail";\n');
    const componentTarball = await pack(component, path.join(folder, "packed"));
    const app = path.join(folder, "app");
    writePackage(app, { name: "app", dependencies: { "mail-component": `file:${componentTarball}`, ...PULUMI } });
    await pnpmInstall(app);
    assert(!existsSync(path.join(app, "node_modules", "pulumi-jetemail")));
    return { folder: app, module: "mail-component" };
  },

  "installed by pnpm as a dependency of a package of the workspace": async (folder, { tarball }) => {
    const app = workspace(folder, tarball);
    writeFileSync(path.join(folder, "pnpm-workspace.yaml"), "packages: [app, mail]\n");
    await pnpmInstall(folder);
    assert(!existsSync(path.join(app, "node_modules", "pulumi-jetemail")));
    return { folder: app, module: "mail" };
  },

  "installed by npm beside a program in a folder of its own": async (folder, { tarball }) => {
    writePackage(folder, { name: "app", dependencies: { "pulumi-jetemail": `file:${tarball}`, ...PULUMI } });
    await npmInstall(folder);
    const dist = path.join(folder, "dist");
    mkdirSync(dist);
    return { folder: dist, module: "pulumi-jetemail" };
  },
};

/** Ways to install the package in which only a dependency of the program can load it. */
export const unsupportedLayouts: Record<string, (folder: string, packed: PackedPackage) => Promise<string>> = {
  "nested by npm": async (folder, { tarball }) => {
    const app = workspace(folder, tarball, "*");
    await npmInstall(folder, "--install-strategy=nested");
    return app;
  },

  "kept by yarn in the workspace's package that depends on it": async (folder, { tarball }) => {
    const app = workspace(folder, tarball);
    await yarnInstall(folder, { nmHoistingLimits: "workspaces" });
    return app;
  },
};

/** A program that has the package only through another package of its workspace. */
function workspace(folder: string, tarball: string, version = "workspace:*"): string {
  const [app, mail] = [path.join(folder, "app"), path.join(folder, "mail")];
  writePackage(folder, { name: "everything", private: true, workspaces: ["app", "mail"] });
  writePackage(app, { name: "app", dependencies: { mail: version, ...PULUMI } });
  writePackage(mail, {
    name: "mail",
    dependencies: { "pulumi-jetemail": `file:${tarball}` },
    peerDependencies: PULUMI,
    types: "index.d.ts",
  });
  writeFileSync(path.join(mail, "index.js"), 'module.exports = require("pulumi-jetemail");\n');
  writeFileSync(path.join(mail, "index.d.ts"), 'export * from "pulumi-jetemail";\n');
  return app;
}

/** The version that is tested with elsewhere, so that npm has it in its cache. */
export const PULUMI = {
  "@pulumi/pulumi": String(JSON.parse(readFileSync(require.resolve("@pulumi/pulumi/package.json"), "utf8")).version),
};

function writePackage(folder: string, manifest: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ version: "1.0.0", ...manifest }));
}

function isLink(folder: string): boolean {
  return lstatSync(path.join(folder, "node_modules", "pulumi-jetemail")).isSymbolicLink();
}
