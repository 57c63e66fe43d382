import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { build, buildSimulator } from "../harness/build";
import { RUN_FOLDER } from "../harness/madeOnce";
import { onShutdown } from "../harness/pulumi/shutdown";

/** Before any worker starts: `dist` is what the source says, so that no two workers build it at once. */
export default async function globalSetup(): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), "jetemail-test-run-"));
  onShutdown(() => rmSync(folder, { recursive: true, force: true }));
  process.env[RUN_FOLDER] = folder;
  await Promise.all([build(), buildSimulator()]);
}
