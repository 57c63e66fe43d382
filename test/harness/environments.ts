import { cpSync, readFileSync } from "node:fs";
import path from "node:path";
import { Bash } from "./bash";
import { PulumiProject } from "./pulumiProject";
import { shellBlocks } from "./readmeCommands";
import { repository } from "./repository";
import type { SimulatorOptions, StoredKey } from "./simulator";

const EXAMPLE = path.join(repository, "examples", "environments");

/** As in the example's README. */
export const PASSPHRASE = "environments-example";

/** What the encrypted account keys of the example's stacks decrypt to: the one that `npm run simulator` takes. */
export const ACCOUNT_KEY = "api_simulator";

/** A copy of examples/environments as a user has it. */
export class Environments extends PulumiProject {
  readonly bash = new Bash(this);

  static async create({
    backendUrl,
    simulator = {},
  }: {
    backendUrl?: string | undefined;
    simulator?: SimulatorOptions;
  } = {}): Promise<Environments> {
    const parts = await PulumiProject.prepare({
      name: "environments",
      subfolder: "mail",
      backendUrl,
      passphrase: PASSPHRASE,
      simulator: { ...simulator, accountKey: ACCOUNT_KEY },
    });
    cpSync(EXAMPLE, parts.folder, {
      recursive: true,
      filter: (source) => !["node_modules", "state"].includes(path.basename(source)),
    });
    return new Environments(parts);
  }

  async output(stack: string, name: string): Promise<string> {
    const { stdout } = await this.succeeds("stack", "output", name, "--stack", stack, "--show-secrets");
    return stdout.trim();
  }

  key(name: string): StoredKey {
    const [found, ...others] = this.simulator.keys.filter((key) => key.name === name);
    if (found === undefined || others.length > 0) {
      throw new Error(`expected one key "${name}" at JetEmail, found ${found === undefined ? 0 : others.length + 1}`);
    }
    return found;
  }
}

/** The commands of the example's README under one of its headings, a block each. */
export function commandsUnder(heading: string): string[] {
  return shellBlocks(readFileSync(path.join(EXAMPLE, "README.md"), "utf8"), heading);
}
