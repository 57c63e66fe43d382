import { build, buildSimulator } from "../harness/build";

/** Before any worker starts: `dist` is what the source says, so that no two workers build it at once. */
export default async function globalSetup(): Promise<void> {
  await Promise.all([build(), buildSimulator()]);
}
