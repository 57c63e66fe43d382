import type { StoredKey } from "../../test/harness/simulator";
import type { Rehearsal } from "./rehearsal";

export const STACKS = ["dev", "staging", "prod"];

/** What the chapters have in common: what a team does over and over, and what it looks at. */
export class Team {
  constructor(readonly rehearsal: Rehearsal) {}

  get simulator() {
    return this.rehearsal.environments.simulator;
  }

  /** As deploy.yml does: stack by stack, each only after what is expected of the one before. */
  async deploy(check: (stack: string) => Promise<void> | void): Promise<void> {
    for (const stack of this.rehearsal.deployed()) {
      await this.rehearsal.step(`${stack}: deploy.yml brings the commit there`, async () => {
        await this.up(stack);
        await check(stack);
      });
    }
  }

  /** Deploys main to one stack, and answers what was printed. */
  up(stack: string, { fails = false } = {}): Promise<string> {
    return this.rehearsal.workflow("up.yml", ["plan", "up"], { stack, fails });
  }

  /** Previews a branch, with a comment on its pull request, or main, and saves the plan. */
  preview(stack: string, branch = "main"): Promise<string> {
    const comment = branch === "main" ? [] : ["comment"];
    return this.rehearsal.workflow("preview.yml", ["preview", "tree", ...comment], { stack, branch });
  }

  /** Merges the pull request of a branch. */
  async merge(branch: string): Promise<void> {
    await this.rehearsal.developer(
      `git switch --quiet main\ngit merge --quiet --no-ff --no-edit ${branch}\ngit push --quiet`,
    );
  }

  /** Opens a branch. */
  async branch(name: string): Promise<void> {
    await this.rehearsal.developer(
      `git switch --quiet --create ${name}\ngit push --quiet --set-upstream origin ${name}`,
    );
  }

  /** Changes files, and commits and pushes what was changed. */
  async commit(change: string, message: string): Promise<void> {
    await this.rehearsal.developer(`${change}\ngit commit --quiet --all --message "${message}"\ngit push --quiet`);
  }

  key(stack: string, name: string): StoredKey {
    return this.rehearsal.environments.key(`mail-${stack}-${name}`);
  }

  /** The token for receipts that a stack hands out. */
  receipts(stack: string): Promise<string> {
    return this.rehearsal.environments.output(stack, "receiptsToken");
  }

  /** The token that the consumer in prod has. */
  async consumed(): Promise<string> {
    const { stdout } = await this.rehearsal.environments.bash.succeeds(
      "cd consumer; pulumi stack output mailToken --show-secrets --stack prod",
    );
    return stdout.trim();
  }

  works(token: string): boolean {
    return this.simulator.keys.some((key) => key.token === token && key.status === "active");
  }

  /** The tokens of all keys but those whose name begins so. */
  tokens(except = "-"): string {
    return this.simulator.keys.flatMap(({ name, token }) => (name.startsWith(except) ? [] : [token])).join();
  }
}
