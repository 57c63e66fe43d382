import type { Account } from "./account";
import { DEFAULT_SETTINGS } from "./requestCheck";
import type { KeyChanges, KeySettings, StoredKey } from "./storedKey";

/** Changes made outside the stack, as in JetEmail's dashboard. Each returns a copy of the key. */
export interface Edits {
  create(settings: Pick<KeySettings, "name"> & Partial<KeySettings>): StoredKey;
  rename(uuid: string, name: string): StoredKey;
  set(uuid: string, changes: KeyChanges): StoredKey;
  disable(uuid: string): StoredKey;
  enable(uuid: string): StoredKey;
  rotate(uuid: string): StoredKey;
  /** Returns the key as it was. */
  delete(uuid: string): StoredKey;
}

export function editsOf(account: Account): Edits {
  const edit = (uuid: string, change: (key: StoredKey) => void): StoredKey => {
    const key = account.withUuid(uuid);
    if (key === undefined) {
      throw new Error(`The simulator holds no key with the uuid ${uuid}`);
    }
    change(key);
    return structuredClone(key);
  };
  const set = (uuid: string, changes: KeyChanges) => edit(uuid, (key) => account.change(key, structuredClone(changes)));
  return {
    create: (settings) => structuredClone(account.create(structuredClone({ ...DEFAULT_SETTINGS, ...settings }))),
    rename: (uuid, name) => set(uuid, { name }),
    set,
    disable: (uuid) => set(uuid, { status: "disabled" }),
    enable: (uuid) => set(uuid, { status: "active" }),
    rotate: (uuid) => edit(uuid, (key) => account.rotate(key)),
    delete: (uuid) => edit(uuid, (key) => account.remove(key)),
  };
}
