import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { onShutdown } from "./shutdown";

const REMOVAL = { recursive: true, force: true, maxRetries: 3 };

/**
 * Gives `use` a folder beside `place`, to be filled and renamed, so that neither an interruption nor a second process at the
 * same work leaves half of it there. What is not renamed is removed.
 */
export async function withDraft<Result>(place: string, use: (draft: string) => Promise<Result>): Promise<Result> {
  await mkdir(path.dirname(place), { recursive: true });
  const draft = await mkdtemp(`${place}.partial-`);
  const unregister = onShutdown(() => rmSync(draft, REMOVAL));
  try {
    return await use(draft);
  } finally {
    unregister();
    await rm(draft, REMOVAL);
  }
}
