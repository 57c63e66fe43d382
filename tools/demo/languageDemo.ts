import { cpSync } from "node:fs";
import path from "node:path";
import schema from "../../provider/plugin/schema.json";
import { LANGUAGES, type Language, preparePlugin, supportOf } from "../../test/harness/languages";
import { PulumiProject } from "../../test/harness/pulumiProject";
import { PUBLISHED_RATE_LIMIT } from "../../test/harness/simulator";

/** A project whose program declares one key, and what is told of it. */
export interface Demo {
  readonly project: PulumiProject;
  /** The name of the stack. */
  readonly stack: string;
  /** The program's main file, if it is shown. */
  readonly program?: string;
  /** How a user installs what the demo takes from this repository. */
  readonly installation: readonly string[];
  /** Where a user finds a program to start from. */
  readonly start: string;
}

const PROGRAMS: Record<Language, { readonly program: string; readonly installation: readonly string[] }> = {
  yaml: {
    program: "Pulumi.yaml",
    installation: ["npm install pulumi-jetemail @pulumi/pulumi", 'export PATH="$PWD/node_modules/.bin:$PATH"'],
  },
  python: { program: "__main__.py", installation: ["pip install pulumi-jetemail"] },
  go: { program: "main.go", installation: [`go get ${schema.language.go.modulePath}`] },
  typescript: { program: "index.ts", installation: ["npm install pulumi-jetemail-plugin"] },
};

/** @throws Error if there is no such language. */
export function readLanguage(name: string): Language {
  const language = LANGUAGES.find((each) => each === name);
  if (language === undefined) {
    throw new Error(`--language takes ${LANGUAGES.join(", ")}, not "${name}".`);
  }
  return language;
}

/**
 * A project with a program in a language, whose key the plugin manages.
 *
 * @throws Error that tells what to install.
 */
export async function languageDemo(language: Language): Promise<Demo> {
  await supportOf(language).findTools(); // before anything is made that would have to be removed
  const project = await PulumiProject.make({
    name: "demo",
    subfolder: "program",
    passphrase: "demo",
    simulator: PUBLISHED_RATE_LIMIT,
  });
  try {
    const { folder, temporary, env } = project;
    cpSync(path.join(__dirname, "programs", language), folder, { recursive: true });
    await preparePlugin(language, { folder, temporary, env });
    return { project, stack: "demo", ...PROGRAMS[language], start: "The program above is one to start from." };
  } catch (error) {
    await project.close();
    throw error;
  }
}
