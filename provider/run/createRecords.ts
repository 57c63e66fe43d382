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
  readonly #byResource = new Map<string, CreateRecord[]>();

  constructor(log?: SharedLog<CreateRecord>) {
    this.#log = log;
  }

  async begin(resource: ResourceStamp, name: string): Promise<void> {
    await this.#log?.append({ resource: hashOf(resource), name, at: Date.now() });
  }

  /** What other updates have begun to create for a resource, and not recorded as ended. */
  interrupted(resource: ResourceStamp): readonly CreateRecord[] {
    this.#log?.readOthers((_writer, record) => {
      this.#byResource.set(record.resource, [...(this.#byResource.get(record.resource) ?? []), record]);
    });
    return this.#byResource.get(hashOf(resource)) ?? [];
  }

  close(): void {
    this.#log?.close();
  }
}

function hashOf(resource: ResourceStamp): string {
  return shortHash(resource, 16);
}
