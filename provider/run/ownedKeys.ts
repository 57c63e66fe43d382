import { EventEmitter, once } from "node:events";
import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Key } from "../jetemail/key";
import { identitiesOf, isProvisional } from "../jetemail/keyIdentities";
import type { SharedLog } from "../processes/sharedLog";
import type { ResourceStamp } from "./clock";
import { hashOf } from "./createRecords";
import { type Claimant, type Entry, type Owner, Ownership } from "./ownership";
import { WAITS } from "./waits";

/** A key as the state of a resource has it. */
export interface OwnedKey {
  readonly id: string;
  readonly apiToken: string;
}

/** How often the other processes are asked what they own, while that is waited for, in milliseconds. */
const ASK_AGAIN = 100;

/** Begins the stamps of resources whose own stamp is not known: they are never taken for one another. */
const ANONYMOUS = "?";

export function anonymous(id: string): ResourceStamp {
  return ANONYMOUS + id;
}

/**
 * Which keys the program of an update owns, as far as it has been seen. Pulumi tells a provider no other resource than the
 * one that a call is for, and an update has several provider processes: each tells the others what it has seen.
 */
export class OwnedKeys {
  readonly #grace: number;
  readonly #log: SharedLog<Entry> | undefined;
  readonly #own = new Ownership();
  /** What each other process has told, and whether it is of this engine, once that is known. */
  readonly #others = new Map<string, { readonly told: Ownership; isOfEngine?: boolean }>();
  readonly #declared = new Set<ResourceStamp>();
  readonly #found = new EventEmitter().setMaxListeners(0);
  #isShared = true;

  /**
   * @param grace how long {@link managesSoon} waits, in milliseconds.
   * @param log where the processes of the update tell each other; without one, this is the only one.
   */
  constructor(grace = WAITS.concurrentResources, log?: SharedLog<Entry>) {
    this.#grace = grace;
    this.#log = log;
  }

  /** Records that the program declares a resource. @param names of the keys that it will turn out to own. */
  async declare(resource: ResourceStamp, names: readonly string[]): Promise<void> {
    this.#declared.add(resource);
    if (names.length > 0) {
      await this.#tell({ is: "expected", resource, names: names.map(hashOf) });
    }
  }

  /**
   * Records the keys that a resource has in the state. A refresh also compares resources that the program no longer declares:
   * their keys are managed, but anybody may adopt them.
   * @throws JetEmailError if another resource of the program has one of them, or is about to.
   */
  async own(keys: readonly OwnedKey[], { resource, owner }: Claimant): Promise<void> {
    const identities = keys.flatMap(identitiesIn);
    if (!this.#declared.has(resource) && !isAnonymous(resource)) {
      await this.#tell({ is: "managed", keys: identities });
      return;
    }
    await this.#tell({ is: "owned", resource, owner, by: "declaration", keys: identities });
    const [other] = this.#claimsOn(identities, isSurelyNot(resource));
    if (other) {
      throw new JetEmailError(
        114,
        `Another resource of this program ${VERBS[other]} "${nameOf(identities)}", but this resource owns that key. Remove one of the two: the key is kept for the other.`,
      );
    }
  }

  /**
   * Records that a resource gets a key which exists already.
   * @throws JetEmailError if another resource has it or is about to get it, or if that cannot be known.
   */
  async claim(keys: readonly OwnedKey[], { resource, owner, by }: Owner): Promise<void> {
    const identities = keys.flatMap(identitiesIn);
    await this.#tell({ is: "owned", resource, owner, by, keys: identities });
    const conflict = this.#conflict(identities, isSurelyNot(resource));
    if (conflict) {
      await this.#tell({ is: "released", resource });
      throw conflict;
    }
  }

  /** Records that a resource which is to be created will adopt a key. @returns what is wrong with that, if anything. */
  async reserve(key: string, resource: ResourceStamp): Promise<JetEmailError | undefined> {
    await this.#tell({ is: "reserved", resource, key });
    const conflict = this.#conflict([key], (each) => each !== resource);
    if (conflict) {
      await this.#tell({ is: "released", resource });
    }
    return conflict;
  }

  /** Records a key that this run has just created. */
  async manage(token: string): Promise<void> {
    const entry: Entry = { is: "managed", keys: identitiesOf({ token }) };
    this.#apply(entry);
    await this.#log?.append(entry);
  }

  /**
   * Reads what the other processes have told. One that runs is of this engine, since no other has its address meanwhile, and
   * what it has told holds even if it ends; one that has ended before may be of an earlier engine.
   */
  async update(): Promise<void> {
    this.#log?.readOthers((writer, entry) => {
      const other = this.#others.get(writer) ?? { told: new Ownership() };
      this.#others.set(writer, other);
      other.told.apply(entry);
    });
    const unknown = [...this.#others].filter(([, { isOfEngine }]) => isOfEngine === undefined);
    await Promise.all(
      unknown.map(async ([writer, other]) => {
        const isAlive = (await this.#log?.isAlive(writer)) ?? false;
        other.isOfEngine ??= isAlive; // another call may have found out meanwhile
      }),
    );
  }

  /** Whether a key that JetEmail lists is known to be somebody's, as of the last {@link update}. */
  manages(key: Pick<Key, "uuid" | "token">): boolean {
    return this.#all.some((each) => each.manages(identitiesOf(key)));
  }

  /** The same, after a wait for the resource that may be about to own it: Pulumi handles resources concurrently. */
  async managesSoon(key: Pick<Key, "uuid" | "token">): Promise<boolean> {
    const until = performance.now() + this.#grace;
    while (!this.manages(key)) {
      const rest = until - performance.now();
      if (rest <= 0) {
        break;
      }
      const asked = AbortSignal.timeout(Math.ceil(this.#log ? Math.min(rest, ASK_AGAIN) : rest));
      await Promise.race(identitiesOf(key).map((each) => once(this.#found, each, { signal: asked }))).catch(() => {});
      await this.update();
    }
    return this.manages(key);
  }

  /** How many resources are expected to own a key of this name. */
  expected(name: string): number {
    return this.#all.reduce((sum, each) => sum + each.expected(hashOf(name)), 0);
  }

  /** Whether a resource will adopt a key, and has not done so. */
  isReserved(key: OwnedKey): boolean {
    return this.#all.some((each) => each.reservationsOf(identitiesIn(key)).length > 0);
  }

  get hasReservations(): boolean {
    return this.#all.some((each) => each.hasReservations);
  }

  /** Records that keys are about to be deleted. */
  async willDelete(keys: readonly OwnedKey[]): Promise<void> {
    await this.#tell({ is: "deleted", keys: keys.flatMap(identitiesIn) });
  }

  /** Records that they are not, after all. */
  async keep(keys: readonly OwnedKey[]): Promise<void> {
    await this.#tell({ is: "kept", keys: keys.flatMap(identitiesIn) });
  }

  /** Another resource of the program that has a key, which outlives the one that is deleted. */
  otherOwnerOf(key: OwnedKey, owner: string): Owner | undefined {
    return this.#all.flatMap((each) => each.ownersOf(identitiesIn(key))).find((other) => other.owner !== owner);
  }

  get #all(): Ownership[] {
    return [this.#own, ...[...this.#others.values()].flatMap(({ told, isOfEngine }) => (isOfEngine ? [told] : []))];
  }

  /** Tells an entry before it reads the others' entries: of two processes that do so at once, one reads the other's. */
  async #tell(entry: Entry): Promise<void> {
    this.#apply(entry);
    if (this.#log) {
      this.#isShared = await this.#log.append(entry);
      await this.update();
    }
  }

  #apply(entry: Entry): void {
    this.#own.apply(entry);
    if ("keys" in entry) {
      for (const key of entry.keys) {
        this.#found.emit(key);
      }
    }
  }

  /** How resources of the program come to have these keys. */
  #claimsOn(keys: readonly string[], isOther: (resource: ResourceStamp) => boolean): (Owner["by"] | "reservation")[] {
    return this.#all.flatMap((each) => [
      ...each.ownersOf(keys).flatMap((owner) => (isOther(owner.resource) ? [owner.by] : [])),
      ...each.reservationsOf(keys).flatMap((other) => (isOther(other) ? ["reservation" as const] : [])),
    ]);
  }

  /** Why a resource cannot get a key that exists. */
  #conflict(keys: readonly string[], isOther: (resource: ResourceStamp) => boolean): JetEmailError | undefined {
    const name = nameOf(keys);
    if (!this.#isShared) {
      return new JetEmailError(
        616,
        `The providers of an update tell each other in the temporary folder which keys they manage, and it cannot be used: another one may have the key "${name}". Nothing was changed. Set TMPDIR to a folder with a short path that this user can write to.`,
      );
    }
    if (this.#all.some((each) => each.deletes(keys))) {
      return new JetEmailError(
        617,
        `This update deletes the key "${name}", with the resource that has it. Run \`pulumi up\` again without \`adopt\` or \`import\` to create a new key.`,
      );
    }
    const claims = this.#claimsOn(keys, isOther);
    if (claims.includes("declaration")) {
      return new JetEmailError(
        113,
        `This stack already manages the key "${name}". Remove \`adopt\` or \`import\`, which also prevents the replacement of an adopted key; or remove the resource that has the key, which is then kept for this one.`,
      );
    }
    return claims.length > 0
      ? new JetEmailError(
          112,
          `Another resource of this program ${VERBS[claims[0] as "import"]} "${name}" too. Remove one of the two.`,
        )
      : undefined;
  }
}

const VERBS: Readonly<Record<Owner["by"] | "reservation", string>> = {
  declaration: "manages",
  adoption: "adopts",
  reservation: "adopts",
  import: "imports",
};

/** The uuid, if there is one. */
function nameOf(keys: readonly string[]): string {
  return printable(keys.find((key) => !isProvisional(key)) ?? keys[0] ?? "");
}

function identitiesIn({ id, apiToken }: OwnedKey): string[] {
  return [...new Set([id, ...identitiesOf({ token: apiToken })])];
}

/** Whether another stamp is not of this resource. */
function isSurelyNot(resource: ResourceStamp): (each: ResourceStamp) => boolean {
  return (each) => each !== resource && !isAnonymous(each) && !isAnonymous(resource);
}

function isAnonymous(resource: ResourceStamp): boolean {
  return resource.startsWith(ANONYMOUS);
}
