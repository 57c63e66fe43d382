import type { LeftMarks } from "../processes/leftMarks";
import { shortHash } from "../values/shortHash";
import type { ResourceStamp } from "./clock";

/** A create that was begun and whose end nobody recorded. */
export interface CreateRecord {
  /** A hash of the key's name, which a program may declare secret. */
  readonly name: string;
  /** When it was begun, in milliseconds since 1970. */
  readonly at: number;
}

interface Left extends CreateRecord {
  /** A hash of its stamp. */
  readonly resource: string;
  readonly mark: string;
  readonly writer: string;
}

/**
 * The creates of this machine in an account, for as long as it is not certain that the state has what they made. What is
 * left is of updates that were killed, or that ended without knowing: Pulumi has forgotten what they created, and may
 * propose another name the next time.
 */
export class CreateRecords {
  readonly #marks: LeftMarks | undefined;
  readonly #unresolved = new Set<string>();
  /** By the hash of the resource's stamp, as they were at the first look. */
  #left: Map<string, Left[]> | undefined;

  constructor(marks?: LeftMarks) {
    this.#marks = marks;
  }

  async begin(resource: ResourceStamp, name: string): Promise<void> {
    await this.#marks?.make([hashOf(resource), hashOf(name), Date.now()].join("."));
  }

  /** Records that this run will never know whether a create has made a key of this name. */
  leaveUnresolved(name: string): void {
    this.#unresolved.add(hashOf(name));
  }

  /**
   * What earlier updates may have created for a resource. One that still runs is of another stack, which may have the same URN
   * in another backend.
   */
  async interrupted(resource: ResourceStamp): Promise<readonly CreateRecord[]> {
    const left = await Promise.all(
      this.#leftOf(resource).map(async (each) => ((await this.#marks?.isLeft(each.writer)) ? [each] : [])),
    );
    return left.flat();
  }

  /**
   * Forgets what earlier updates may have created for a resource: it is in the state, or has been named.
   * @param names of its keys in the state; all of them if they are left out.
   */
  async settle(resource: ResourceStamp, names?: readonly string[]): Promise<void> {
    const hashes = names?.map(hashOf);
    for (const { mark, writer, name } of this.#leftOf(resource)) {
      if ((hashes?.includes(name) ?? true) && (await this.#marks?.isLeft(writer))) {
        this.#marks?.remove(mark, writer);
        const others = this.#leftOf(resource).filter((each) => each.mark !== mark);
        this.#left?.set(hashOf(resource), others);
      }
    }
  }

  /** Takes back the records of what the state has. */
  close(): void {
    this.#marks?.close((mark) => !this.#unresolved.has(mark.split(".")[1] ?? ""));
  }

  #leftOf(resource: ResourceStamp): readonly Left[] {
    this.#left ??= Map.groupBy((this.#marks?.others() ?? []).map(parsed), (left) => left.resource);
    return this.#left.get(hashOf(resource)) ?? [];
  }
}

function parsed([mark, writer]: readonly [string, string]): Left {
  const [resource = "", name = "", at] = mark.split(".");
  return { mark, writer, resource, name, at: Number(at) };
}

/** Of a resource's stamp, or of a name: neither stands in the temporary folder as it is. */
export function hashOf(text: string): string {
  return shortHash(text, 16);
}
