import { cpSync } from "node:fs";
import path from "node:path";
import { madeOnce } from "./madeOnce";
import type { PulumiProject } from "./pulumiProject";

/** The name of the stack. */
export const STACK_NAME = "test";

/** What `pulumi stack init` makes: the backend's files and the stack's settings, with the salt of its passphrase. */
const BACKEND = ".pulumi";
const SETTINGS = `Pulumi.${STACK_NAME}.yaml`;

/** Gives a project a stack without resources: in a run of Jest a copy of the first one, which saves a command a test. */
export async function initialiseStack(project: PulumiProject): Promise<void> {
  const { home, folder } = project;
  // In place of the selected stack, which Pulumi keeps in its home by the path of the project.
  project.env.PULUMI_STACK = STACK_NAME;
  const first = await madeOnce("initialised-stack", async (draft) => {
    await project.succeeds("stack", "init", STACK_NAME);
    cpSync(path.join(home, BACKEND), path.join(draft, BACKEND), { recursive: true });
    cpSync(path.join(folder, SETTINGS), path.join(draft, SETTINGS));
  });
  if (first === undefined) {
    await project.succeeds("stack", "init", STACK_NAME);
  } else {
    cpSync(path.join(first, BACKEND), path.join(home, BACKEND), { recursive: true });
    cpSync(path.join(first, SETTINGS), path.join(folder, SETTINGS));
  }
}
