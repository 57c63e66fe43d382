import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Kind } from "../../tools/package/archive";
import { run } from "../harness/pulumi/childProcess";
import { onShutdown } from "../harness/pulumi/shutdown";
import { repository } from "../harness/repository";
import { environment } from "./commands";

/** For a slow machine: a build takes some ten seconds. */
export const LIMIT = 5 * 60_000;

/** Builds archives of the plugin for the tests of a file, as a release does, in a folder that is removed after them. */
export function useBuiltRelease(...kinds: Kind[]): { readonly folder: string; readonly printed: string } {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "jetemail-release-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  const unregister = onShutdown(remove);
  let printed = "";

  beforeAll(async () => {
    printed = await buildRelease(folder, ...kinds);
  }, LIMIT);
  afterAll(() => {
    unregister();
    remove();
  });

  return {
    folder,
    get printed() {
      return printed;
    },
  };
}

export function buildRelease(folder: string, ...kinds: Kind[]): Promise<string> {
  const args = ["run", "--silent", "package:plugin", "--", "--out", folder, ...kinds];
  return run("npm", args, { cwd: repository, env: environment(), limit: LIMIT });
}
