import { connectionFrom, hasApiKey } from "../../../provider/config/settings";
import type { StackConfig } from "../../../provider/config/stackConfig";
import { withHint } from "../../../provider/errors/hints";
import { JetEmailError } from "../../../provider/errors/jetEmailError";
import { printable } from "../../../provider/errors/printable";
import type { Client } from "../../../provider/jetemail/client";
import { connect } from "../../../provider/jetemail/connect";
import type { Key } from "../../../provider/jetemail/key";

export type Query = { readonly uuid: string } | { readonly name: string };

/**
 * Looks up keys for a program: one request serves all its look-ups in an account, and one more those that miss a key
 * which may have been created since.
 */
export class KeyLookup {
  readonly #clients = new Map<string | undefined, Client>();
  readonly #lists = new Map<string | undefined, Promise<readonly Key[]>>();

  /** Private to the language too: it holds account keys, which an inspected object must not show. */
  readonly #env: NodeJS.ProcessEnv;
  readonly #config: StackConfig;

  constructor(config: StackConfig, env: NodeJS.ProcessEnv) {
    this.#config = config;
    this.#env = env;
  }

  /** Makes the next look-up fetch the list again. */
  invalidate(): void {
    this.#lists.clear();
  }

  /** Whether there is an account key to make requests with. */
  isConfigured(account: string | undefined): boolean {
    return hasApiKey(this.#config, this.#env, account);
  }

  /** @throws JetEmailError that says what to set, if there is no account key. */
  async keys(account: string | undefined): Promise<readonly Key[]> {
    return this.#lists.get(account) ?? this.#fetch(account);
  }

  /** @throws JetEmailError if no key matches, or several do. */
  async key(query: Query, account: string | undefined): Promise<Key> {
    const list = this.#lists.get(account);
    const known = list && matching(await list, query);
    return only(known?.length ? known : matching(await this.#newerThan(list, account), query), query);
  }

  /** The list that is being fetched instead of one that is too old, or a new one. */
  #newerThan(old: Promise<readonly Key[]> | undefined, account: string | undefined): Promise<readonly Key[]> {
    const latest = this.#lists.get(account);
    return latest && latest !== old ? latest : this.#fetch(account);
  }

  #fetch(account: string | undefined): Promise<readonly Key[]> {
    const list = hinting(this.#client(account).listKeys());
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

async function hinting<Result>(request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (error) {
    throw withHint(error);
  }
}

function matching(list: readonly Key[], query: Query): Key[] {
  return list.filter((key) => ("uuid" in query ? key.uuid === query.uuid : key.name === query.name));
}

function only(keys: Key[], query: Query): Key {
  const [key, ...others] = keys;
  const what = "uuid" in query ? `the uuid "${printable(query.uuid)}"` : `the name "${printable(query.name)}"`;
  if (!key) {
    throw new JetEmailError(805, `JetEmail has no key with ${what}.`);
  }
  if (others.length > 0) {
    const uuids = keys.map(({ uuid }) => uuid ?? "unknown").join(", ");
    throw new JetEmailError(806, `JetEmail has ${keys.length} keys with ${what}. Use one of their uuids: ${uuids}.`);
  }
  return key;
}
