import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { shortHash } from "../../provider/values/shortHash";
import { type Running, startCommand } from "../harness/command";
import { initialiseStack } from "../harness/initialisedStack";
import { LanguageStack } from "../harness/languageStack";
import { pluginPlace } from "../harness/languages";
import { installPlugin } from "../harness/pluginFolder";
import { cachedFolder } from "../harness/pulumi/cachedFolder";
import { run } from "../harness/pulumi/childProcess";
import { findOnPath } from "../harness/pulumi/executables";
import { PulumiProject } from "../harness/pulumiProject";

const PROGRAM = path.join(__dirname, "programs", "java");
const LIMIT = 10 * 60_000;

/** What the program runs, which is its own command line: Pulumi's other commands are run as everywhere. */
const OPERATIONS = ["up", "preview", "refresh", "destroy"];

/**
 * The folder of Pulumi's Automation API for Java and all that it needs, made once.
 *
 * @throws Error that tells what to install, or that a package cannot be had.
 */
export async function findJavaLibraries(): Promise<string> {
  const { env } = process;
  for (const command of ["javac", "mvn"]) {
    if ((await findOnPath(command, env)) === undefined) {
      throw new Error(`There is no ${command} on PATH: install a JDK, 17 or newer, and Maven.`);
    }
  }
  const pom = readFileSync(path.join(PROGRAM, "pom.xml"), "utf8");
  return cachedFolder(`java-pulumi-${shortHash(pom, 8)}`, async (folder) => {
    process.stderr.write("Downloading Pulumi for Java; this happens once.\n");
    const args = ["--quiet", "--batch-mode", "dependency:copy-dependencies", `-DoutputDirectory=${folder}`];
    await run("mvn", args, { cwd: PROGRAM, env, limit: LIMIT });
  });
}

/**
 * A stack whose program is Java. There is no host and no SDK for it to be had, so it is a program that runs the engine on
 * itself, and its classes are written by hand.
 */
export class JavaStack extends LanguageStack {
  #libraries = "";

  static override async create(): Promise<JavaStack> {
    const stack = new JavaStack(await PulumiProject.prepare({ name: "java", subfolder: "program" }));
    stack.#libraries = await findJavaLibraries();
    cpSync(PROGRAM, stack.folder, { recursive: true });
    installPlugin(pluginPlace(stack.env));
    await initialiseStack(stack);
    return stack;
  }

  override start(...args: string[]): Running {
    if (!OPERATIONS.includes(args[0] ?? "")) {
      return super.start(...args);
    }
    const classPath = path.join(this.#libraries, "*");
    return startCommand("java", ["-cp", classPath, "App.java", ...args], { cwd: this.folder, env: this.env });
  }
}
