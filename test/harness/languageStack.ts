import { cpSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { initialiseStack } from "./initialisedStack";
import { type Language, preparePlugin } from "./languages";
import { PulumiProject } from "./pulumiProject";
import { Stack } from "./stack";

/** A stack whose keys are managed by the plugin, with a program in one of Pulumi's languages. */
export class LanguageStack extends Stack {
  /** @param program is copied. */
  static async of(language: Language, program: string): Promise<LanguageStack> {
    const stack = new LanguageStack(await PulumiProject.prepare({ name: language, subfolder: "program" }));
    const { folder, temporary, env } = stack;
    cpSync(program, folder, { recursive: true });
    await preparePlugin(language, { folder, temporary, env });
    await initialiseStack(stack);
    return stack;
  }

  /** Replaces a text in all files of the program. */
  replace(text: string, replacement: string): void {
    for (const { name } of readdirSync(this.folder, { withFileTypes: true }).filter((entry) => entry.isFile())) {
      this.write(name, readFileSync(path.join(this.folder, name), "utf8").replaceAll(text, replacement));
    }
  }
}
