import type { SharedLog } from "../processes/sharedLog";
import { shortHash } from "../values/shortHash";
import type { ResourceStamp } from "./clock";

/** A create that was begun. */
export interface CreateRecord {
  /** A hash of the resource's stamp. */
  readonly resource: string;
  /** Of the key. */
  readonly name: string;
  /** When it was begun, in milliseconds since 1970. */
  readonly at: number;
}

/**
 * The creates of this machine in an account, for as long as it is not certain that the state has what they made: the records
 * of an update go when it ends. Those that are left are of updates that were killed: Pulumi has forgotten what they
 * created, and may propose another name the next time.
 */
export class CreateRecords {
  readonly #log: SharedLog<CreateRecord> | undefined;
  readonly #byWriter = new Map<string, CreateRecord[]>();

  constructor(log?: SharedLog<CreateRecord>) {
    this.#log = log;
  }

  async begin(resource: ResourceStamp, name: string): Promise<void> {
    await this.#log?.append({ resource: hashOf(resource), name, at: Date.now() });
  }

  /**
   * What updates that were killed had begun to create for a resource. One that still runs is of another stack, which may have
   * the same URN in another backend.
   */
  async interrupted(resource: ResourceStamp): Promise<readonly CreateRecord[]> {
    const log = this.#log;
    if (!log) {
      return [];
    }
    log.readOthers((writer, record) => {
      this.#byWriter.set(writer, [...(this.#byWriter.get(writer) ?? []), record]);
    });
    // Those of an update that has ended meanwhile are gone.
    const records = log.writers.map(async (writer) => {
      const ofWriter = this.#byWriter.get(writer) ?? [];
      const found = ofWriter.filter((record) => record.resource === hashOf(resource));
      return found.length === 0 || (await log.isAlive(writer)) ? [] : found;
    });
    return (await Promise.all(records)).flat();
  }

  close(): void {
    this.#log?.close();
  }
}

function hashOf(resource: ResourceStamp): string {
  return shortHash(resource, 16);
}
