import { EventEmitter, once } from "node:events";
import type { Key } from "../client/key";

/**
 * Which keys belong to resources of this stack, as far as one run has seen. Pulumi compares every resource that the
 * program still declares, so each is claimed by its uuid; but one that is replaced by an option of Pulumi's own is only
 * checked, so it is known by its name alone.
 */
export class Claims {
  readonly #marks = new Set<string>();
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #names = new Map<string, number>();

  /** Takes note that a key belongs to this stack. @param mark its uuid or its token. */
  claim(mark: string): void {
    this.#marks.add(mark);
    this.#events.emit(mark);
  }

  has({ uuid, token }: Key): boolean {
    return this.#marks.has(token) || (uuid !== undefined && this.#marks.has(uuid));
  }

  /** The same, for a key that a resource may be about to claim: Pulumi handles resources side by side. */
  async hasWithin(milliseconds: number, key: Key): Promise<boolean> {
    const marks = [key.token, ...(key.uuid === undefined ? [] : [key.uuid])];
    if (!this.has(key)) {
      const over = AbortSignal.timeout(milliseconds);
      await Promise.race(marks.map((mark) => once(this.#events, mark, { signal: over }))).catch(() => {});
    }
    return this.has(key);
  }

  /** Takes note that a resource of this stack, not known by its uuid, has a key of this name. */
  expect(name: string): void {
    this.#names.set(name, this.expected(name) + 1);
  }

  /** Takes back one of {@link expect}, since the resource is known by its uuid now. */
  identified(name: string): void {
    this.#names.set(name, Math.max(0, this.expected(name) - 1));
  }

  expected(name: string): number {
    return this.#names.get(name) ?? 0;
  }
}
