import type { PulumiProject } from "./pulumiProject";

/** The name of the stack. */
export const STACK_NAME = "test";

/** Gives a project a stack without resources. */
export async function initialiseStack(project: PulumiProject): Promise<void> {
  // In place of the selected stack, which Pulumi keeps in its home by the path of the project.
  project.env.PULUMI_STACK = STACK_NAME;
  await project.succeeds("stack", "init", STACK_NAME);
}
