import { execFile } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import manifest from "../../package.json";
import { installPlugin } from "./pluginFolder";
import { findOnPath } from "./pulumi/executables";
import { findLanguageHost } from "./pulumi/languageHosts";
import { findPythonEnvironment, pip } from "./pulumi/pythonEnvironment";
import { repository } from "./repository";

/** A program in one of Pulumi's languages. */
interface Program {
  readonly folder: string;
  /** A folder for what is no part of the program. */
  readonly temporary: string;
  /** The environment of Pulumi's commands, which is changed. */
  readonly env: Record<string, string>;
}

/** What a language needs. */
interface Support {
  /**
   * The folders that belong on PATH; what takes long is made once.
   *
   * @throws Error that tells what to install.
   */
  findTools(): Promise<string[]>;
  /** Gives a program the SDK of this repository. */
  installSdk(program: Program): Promise<void>;
}

const sdk = (name: string) => path.join(repository, "sdk", name);

const SUPPORT = {
  yaml: {
    findTools: async () => [await findLanguageHost("yaml")],
    installSdk: async () => {},
  },

  python: {
    findTools: async () => [await findPythonEnvironment(), await findLanguageHost("python")],
    async installSdk({ temporary, env }) {
      const [source, target] = [path.join(temporary, "python-sdk"), path.join(temporary, "python-packages")];
      cpSync(sdk("python"), source, { recursive: true }); // a build leaves files in its folder
      const options = ["--no-deps", "--no-build-isolation", "--target", target];
      await pip(await findPythonEnvironment(), "install", ...options, source);
      env.PYTHONPATH = target;
    },
  },

  go: {
    async findTools() {
      if ((await findOnPath("go", process.env)) === undefined) {
        throw new Error("There is no go on PATH: install Go.");
      }
      return [await findLanguageHost("go")];
    },
    async installSdk({ folder, env }) {
      const goMod = readFileSync(path.join(sdk("go"), "go.mod"), "utf8");
      const [line = "", module] = /^module (.*)$/m.exec(goMod) ?? [];
      const required = `require ${module} v0.0.0\n\nreplace ${module} => ${sdk("go")}`;
      writeFileSync(path.join(folder, "go.mod"), goMod.replace(line, `module app\n\n${required}`));
      cpSync(path.join(sdk("go"), "go.sum"), path.join(folder, "go.sum"));
      env.GOWORK = "off";
    },
  },

  typescript: {
    findTools: async () => [], // the host is part of every installation of the CLI that is used
    async installSdk({ folder }) {
      const installed = path.join(folder, "node_modules", "pulumi-jetemail-plugin");
      const compiler = [require.resolve("typescript/bin/tsc"), "-p", sdk("nodejs-plugin")];
      await promisify(execFile)(process.execPath, [...compiler, "--outDir", path.join(installed, "bin")]);
      for (const place of [installed, path.join(installed, "bin")]) {
        cpSync(path.join(sdk("nodejs-plugin"), "package.json"), path.join(place, "package.json"));
      }
    },
  },
} satisfies Record<string, Support>;

/** A language whose programs the tests and the demo run. */
export type Language = keyof typeof SUPPORT;

export const LANGUAGES = Object.keys(SUPPORT) as Language[];

/** What a language needs, for programs that use the SDK of this repository. */
export function supportOf(language: Language): Support {
  return SUPPORT[language];
}

/** Where Pulumi installs the plugin of the version that the SDKs ask for. */
export function pluginPlace(env: Record<string, string>): string {
  return path.join(env.PULUMI_HOME ?? "", "plugins", `resource-jetemail-v${manifest.version}`);
}

/** Lets a program in a language use the plugin as it was built here, and the SDK of this repository. */
export async function preparePlugin(language: Language, program: Program): Promise<void> {
  installPlugin(pluginPlace(program.env));
  const { findTools, installSdk } = supportOf(language);
  program.env.PATH = [...(await findTools()), program.env.PATH].join(path.delimiter);
  await installSdk(program);
}
