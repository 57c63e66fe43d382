import { EventEmitter, once } from "node:events";
import type { Key } from "../jetemail/key";

/** Long enough for Pulumi to have compared every resource of the program that is registered by now. */
const GRACE = 2_000;

/**
 * Which keys belong to resources of this stack, as far as one run has seen. Pulumi compares every resource that the
 * program still declares, so each is claimed by its uuid; but one that is replaced by an option of Pulumi's own is only
 * checked, so it is known by its name alone.
 */
export class Claims {
  readonly #marks = new Set<string>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  #expected: { readonly instant: unknown; readonly names: readonly string[] }[] = [];

  /** @param grace for a claim that is still to come, in milliseconds. */
  constructor(private readonly grace = GRACE) {}

  /** Takes note that a key belongs to this stack. @param mark its uuid or its token. */
  claim(mark: string): void {
    this.#marks.add(mark);
    this.#events.emit(mark);
  }

  has({ uuid, token }: Key): boolean {
    return this.#marks.has(token) || (uuid !== undefined && this.#marks.has(uuid));
  }

  /** The same, for a key that a resource may be about to claim: Pulumi handles resources side by side. */
  async hasSoon(key: Key): Promise<boolean> {
    const marks = [key.token, ...(key.uuid === undefined ? [] : [key.uuid])];
    if (!this.has(key)) {
      const over = AbortSignal.timeout(this.grace);
      await Promise.race(marks.map((mark) => once(this.#events, mark, { signal: over }))).catch(() => {});
    }
    return this.has(key);
  }

  /**
   * Takes note that a resource of this stack, not known by its uuid, has keys of these names.
   * @param instant the `rotatedAt` of its new inputs, by which it is known again.
   */
  expect(instant: unknown, names: readonly string[]): void {
    this.#expected.push({ instant, names });
  }

  /** Takes back one of {@link expect}, since the resource is known by its uuid now. */
  identified(instant: unknown): void {
    const index = this.#expected.findIndex((each) => each.instant === instant);
    this.#expected = this.#expected.filter((_each, at) => at !== index);
  }

  expected(name: string): number {
    return this.#expected.filter(({ names }) => names.includes(name)).length;
  }
}
