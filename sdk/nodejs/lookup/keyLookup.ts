import { connectionFrom, hasApiKey, type StackConfig } from "../../../provider/config/settings";
import { JetEmailError } from "../../../provider/errors/jetEmailError";
import { printable } from "../../../provider/errors/printable";
import type { Client } from "../../../provider/jetemail/client";
import { connect } from "../../../provider/jetemail/connect";
import type { Key } from "../../../provider/jetemail/key";

export type Wanted = { readonly uuid: string } | { readonly name: string };

/**
 * Looks up keys for a program: one call to JetEmail serves all its look-ups of an account, and one more those that miss
 * a key which may have been created since.
 */
export class LookUps {
  readonly #clients = new Map<string | undefined, Client>();
  readonly #lists = new Map<string | undefined, Promise<readonly Key[]>>();

  /** Private to the language too: it holds account keys, which an inspected object must not show. */
  readonly #env: NodeJS.ProcessEnv;
  readonly #config: StackConfig;

  constructor(config: StackConfig, env: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#env = env;
  }

  /** Makes the next look-up ask JetEmail again. */
  forget(): void {
    this.#lists.clear();
  }

  /** Whether there is an account key to ask with. */
  isConfigured(account: string | undefined): boolean {
    return hasApiKey(this.#config, this.#env, account);
  }

  /** @throws JetEmailError that says what to set, if there is no account key. */
  async keys(account: string | undefined): Promise<readonly Key[]> {
    return this.#lists.get(account) ?? this.#fetch(account);
  }

  /** @throws JetEmailError if no key matches, or several do. */
  async key(wanted: Wanted, account: string | undefined): Promise<Key> {
    const list = this.#lists.get(account);
    const known = list && matching(await list, wanted);
    return only(known?.length ? known : matching(await this.#newerThan(list, account), wanted), wanted);
  }

  /** The list that is being fetched instead of one that is too old, or a new one. */
  #newerThan(old: Promise<readonly Key[]> | undefined, account: string | undefined): Promise<readonly Key[]> {
    const latest = this.#lists.get(account);
    return latest && latest !== old ? latest : this.#fetch(account);
  }

  #fetch(account: string | undefined): Promise<readonly Key[]> {
    const list = this.#client(account).listKeys();
    this.#lists.set(account, list);
    list.catch(() => this.#lists.delete(account));
    return list;
  }

  #client(account: string | undefined): Client {
    let client = this.#clients.get(account);
    if (!client) {
      client = connect(connectionFrom(this.#config, this.#env, account));
      this.#clients.set(account, client);
    }
    return client;
  }
}

function matching(list: readonly Key[], wanted: Wanted): Key[] {
  return list.filter((key) => ("uuid" in wanted ? key.uuid === wanted.uuid : key.name === wanted.name));
}

function only(keys: Key[], wanted: Wanted): Key {
  const [key, ...others] = keys;
  const what = "uuid" in wanted ? `the uuid "${printable(wanted.uuid)}"` : `the name "${printable(wanted.name)}"`;
  if (!key) {
    throw new JetEmailError(`JetEmail has no key with ${what}.`);
  }
  if (others.length > 0) {
    const uuids = keys.map(({ uuid }) => uuid ?? "unknown").join(", ");
    throw new JetEmailError(`JetEmail has ${keys.length} keys with ${what}: look one up by its uuid (${uuids}).`);
  }
  return key;
}
