import { connectionFrom, hasApiKey } from "../config/settings";
import type { StackConfig } from "../config/stackConfig";
import { withHint } from "../errors/hints";
import { JetEmailError } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import type { Client } from "../jetemail/client";
import { type ConnectOptions, connect } from "../jetemail/connect";
import type { Key } from "../jetemail/key";
import type { KeyList } from "../jetemail/keyList";
import { canonicalUuid } from "../values/uuid";

export type Query = { readonly uuid: string } | { readonly name: string };

/** No key matches a look-up. */
export class NoSuchKeyError extends JetEmailError {
  override name = "NoSuchKeyError";

  constructor(query: Query) {
    super(805, `JetEmail has no key with ${described(query)}.`);
  }
}

/**
 * Looks up keys for a program: one request serves all its look-ups in an account, and one more those that miss a key
 * which may have been created since.
 */
export class KeyLookup {
  readonly #clients = new Map<string | undefined, Client>();
  readonly #lists = new Map<string | undefined, Promise<KeyList>>();

  /** Private to the language too: it has account keys, which an inspected object must not show. */
  readonly #env: NodeJS.ProcessEnv;
  readonly #config: StackConfig;
  readonly #options: ConnectOptions;

  constructor(config: StackConfig, env: NodeJS.ProcessEnv, options: ConnectOptions = {}) {
    this.#config = config;
    this.#env = env;
    this.#options = options;
  }

  /** Makes the next look-up fetch the list again. */
  invalidate(): void {
    this.#lists.clear();
  }

  /** Whether there is an account key to make requests with. */
  isConfigured(account: string | undefined): boolean {
    return hasApiKey(this.#config, this.#env, account);
  }

  /** @throws JetEmailError if the list may not be complete, or if there is no account key. */
  async keys(account: string | undefined): Promise<readonly Key[]> {
    const list = await (this.#lists.get(account) ?? this.#fetch(account));
    if (list.signOfMore !== undefined || list.unreadable.length > 0) {
      throw new JetEmailError(807, `JetEmail's list of keys may not be complete: ${reasonOf(list)}.`);
    }
    return list.keys;
  }

  /** @throws JetEmailError if no key matches, or several do. */
  async key(query: Query, account: string | undefined): Promise<Key> {
    const list = this.#lists.get(account);
    const known = list && matching(await list, query);
    if (known?.length) {
      return only(known, query);
    }
    const latest = await this.#newerThan(list, account);
    const found = matching(latest, query);
    if (found.length === 0 && (latest.signOfMore !== undefined || latest.unreadable.length > 0)) {
      throw new JetEmailError(
        807,
        `JetEmail's list of keys shows none with ${described(query)}, but may not be complete: ${reasonOf(latest)}.`,
      );
    }
    return only(found, query);
  }

  /** The list that is being fetched instead of one that is too old, or a new one. */
  #newerThan(old: Promise<KeyList> | undefined, account: string | undefined): Promise<KeyList> {
    const latest = this.#lists.get(account);
    return latest && latest !== old ? latest : this.#fetch(account);
  }

  #fetch(account: string | undefined): Promise<KeyList> {
    const list = hinting(this.#config, this.#client(account).listKeys());
    this.#lists.set(account, list);
    list.catch(() => this.#lists.delete(account));
    return list;
  }

  #client(account: string | undefined): Client {
    let client = this.#clients.get(account);
    if (!client) {
      client = connect(connectionFrom(this.#config, this.#env, account), this.#options);
      this.#clients.set(account, client);
    }
    return client;
  }
}

async function hinting<Result>({ isExplicit }: StackConfig, request: Promise<Result>): Promise<Result> {
  try {
    return await request;
  } catch (error) {
    throw withHint(error, { isExplicit });
  }
}

function matching(list: KeyList, query: Query): readonly Key[] {
  return "uuid" in query ? [list.withUuid(canonicalUuid(query.uuid)) ?? []].flat() : list.withName(query.name);
}

function only(keys: readonly Key[], query: Query): Key {
  const [key, ...others] = keys;
  if (!key) {
    throw new NoSuchKeyError(query);
  }
  if (others.length > 0) {
    const uuids = keys.map(({ uuid }) => uuid ?? "unknown").join(", ");
    throw new JetEmailError(
      806,
      `JetEmail has ${keys.length} keys with ${described(query)}. Use one of their uuids: ${uuids}.`,
    );
  }
  return key;
}

function described(query: Query): string {
  return "uuid" in query ? `the uuid "${printable(query.uuid)}"` : `the name "${printable(query.name)}"`;
}

function reasonOf({ signOfMore, unreadable }: KeyList): string {
  return signOfMore ?? `${unreadable.length} of its entries cannot be read`;
}
