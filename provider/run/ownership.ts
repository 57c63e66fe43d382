import type { ResourceStamp } from "./clock";

/** A resource as the owner of keys. */
export interface Claimant {
  readonly resource: ResourceStamp;
  /** A resource that is replaced is one owner before, and another one after. */
  readonly owner: string;
}

export interface Owner extends Claimant {
  /** How it came to its keys. */
  readonly by: "declaration" | "adoption" | "import";
}

/** What a process has to tell of an update. Keys are named by `identitiesOf`. */
export type Entry =
  /** A resource will turn out to own keys whose names have these hashes. */
  | { readonly is: "expected"; readonly resource: ResourceStamp; readonly names: readonly string[] }
  /** Somebody's keys: whose is not known, or they are just created. */
  | { readonly is: "managed"; readonly keys: readonly string[] }
  /** A resource of the program owns these keys, and no others. */
  | ({ readonly is: "owned"; readonly keys: readonly string[] } & Owner)
  /** A resource will adopt this key. */
  | { readonly is: "reserved"; readonly resource: ResourceStamp; readonly key: string }
  /** A resource does not get what it was said to own. */
  | { readonly is: "released"; readonly resource: ResourceStamp }
  /** These keys are about to be deleted. */
  | { readonly is: "deleted"; readonly keys: readonly string[] }
  /** They are not, after all. */
  | { readonly is: "kept"; readonly keys: readonly string[] };

/** Who owns which keys in an update, as far as one process has told. */
export class Ownership {
  readonly #managed = new Set<string>();
  readonly #owners = new Map<ResourceStamp, Owner & { readonly keys: readonly string[] }>();
  /** Every resource that has owned a key. */
  readonly #everOwned = new Map<string, Set<ResourceStamp>>();
  readonly #reserved = new Map<ResourceStamp, string>();
  readonly #deleted = new Set<string>();
  #expected: { readonly resource: ResourceStamp; readonly names: readonly string[] }[] = [];

  apply(entry: Entry): void {
    switch (entry.is) {
      case "expected":
        this.#expected.push(entry);
        break;
      case "managed":
        this.#manage(entry.keys);
        break;
      case "owned": {
        const index = this.#expected.findIndex(({ resource }) => resource === entry.resource);
        this.#expected = this.#expected.filter((_each, at) => at !== index);
        this.#reserved.delete(entry.resource);
        this.#owners.set(entry.resource, entry);
        for (const key of entry.keys) {
          this.#everOwned.set(key, (this.#everOwned.get(key) ?? new Set()).add(entry.resource));
        }
        this.#manage(entry.keys);
        break;
      }
      case "reserved":
        this.#reserved.set(entry.resource, entry.key);
        break;
      case "released":
        this.#owners.delete(entry.resource);
        this.#reserved.delete(entry.resource);
        break;
      case "deleted":
        for (const key of entry.keys) {
          this.#deleted.add(key);
        }
        break;
      case "kept":
        for (const key of entry.keys) {
          this.#deleted.delete(key);
        }
        break;
    }
  }

  /** Whether somebody has, or had, one of these keys. */
  manages(keys: readonly string[]): boolean {
    return keys.some((key) => this.#managed.has(key));
  }

  /** How many resources are expected to own a key of this name. */
  expected(name: string): number {
    return this.#expected.filter(({ names }) => names.includes(name)).length;
  }

  /** The resources of the program that own one of these keys. */
  ownersOf(keys: readonly string[]): Owner[] {
    const resources = new Set(keys.flatMap((key) => [...(this.#everOwned.get(key) ?? [])]));
    return [...resources].flatMap((resource) => {
      const owner = this.#owners.get(resource);
      return owner?.keys.some((key) => keys.includes(key)) ? [owner] : [];
    });
  }

  /** The resources that will adopt one of these keys and have not done so. */
  reservationsOf(keys: readonly string[]): ResourceStamp[] {
    return [...this.#reserved].flatMap(([resource, key]) => (keys.includes(key) ? [resource] : []));
  }

  get hasReservations(): boolean {
    return this.#reserved.size > 0;
  }

  /** Whether one of these keys is about to be deleted, or is. */
  deletes(keys: readonly string[]): boolean {
    return keys.some((key) => this.#deleted.has(key));
  }

  #manage(keys: readonly string[]): void {
    for (const key of keys) {
      this.#managed.add(key);
    }
  }
}
