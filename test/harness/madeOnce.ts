import { existsSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import path from "node:path";

/** The environment variable by which Jest's global set-up tells all workers the folder of the run. */
export const RUN_FOLDER = "TEST_RUN_FOLDER";

/**
 * A folder that the tests of a run share, made by the first that asks for it. It is filled beside its place and renamed,
 * so that a second worker at the same work does no harm.
 *
 * @returns undefined outside of a run of Jest.
 */
export async function madeOnce(name: string, make: (folder: string) => Promise<unknown>): Promise<string | undefined> {
  const runFolder = process.env[RUN_FOLDER];
  if (runFolder === undefined) {
    return undefined;
  }
  const place = path.join(runFolder, name);
  if (existsSync(place)) {
    return place;
  }
  const draft = mkdtempSync(`${place}.draft-`);
  await make(draft);
  try {
    renameSync(draft, place);
  } catch (error) {
    if (!existsSync(place)) {
      throw error;
    }
    rmSync(draft, { recursive: true }); // another worker was faster
  }
  return place;
}
