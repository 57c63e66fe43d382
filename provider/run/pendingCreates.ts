import { inOperation, type Operation } from "../jetemail/http/operation";
import type { BatchPolicy } from "../jetemail/listCache";

/**
 * The creates of a run: Pulumi checks a resource as soon as the program declares it, and calls for its creation when the
 * engine gets to it, so many at once.
 */
export class PendingCreates implements BatchPolicy {
  readonly #inProgress = new Set<Operation>();
  #expected = 0;
  #peak = 0;

  /** A create will follow, unless this is a preview or the update ends early. */
  expect(): void {
    this.#expected++;
  }

  /** Whether none is in progress. */
  get areDone(): boolean {
    return this.#inProgress.size === 0;
  }

  track<Result>(create: () => Promise<Result>): Promise<Result> {
    return inOperation(async (operation) => {
      this.#expected = Math.max(0, this.#expected - 1);
      this.#inProgress.add(operation);
      this.#peak = Math.max(this.#peak, this.#inProgress.size);
      try {
        return await create();
      } finally {
        this.#inProgress.delete(operation);
      }
    });
  }

  /**
   * Whether creates may wait to share a list: others are about to need it too, or the engine is about to call for more. One
   * that the rate limit holds back is not waited for.
   */
  shouldWait(callers: ReadonlySet<Operation>): boolean {
    const othersFollow = [...this.#inProgress].some((each) => !each.isHeld && !callers.has(each));
    return othersFollow || (this.#expected > 0 && this.#inProgress.size < this.#peak);
  }
}
