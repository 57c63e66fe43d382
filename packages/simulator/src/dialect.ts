import type { KeyStatus, StoredKey } from "./storedKey";

/** How the key list is written. `dialect` sets them all; each other option overrides one of them. */
export interface DialectOptions {
  /**
   * `older`: the list is named `transactional-keys`, has no `uuid`, and holds its arrays as JSON strings.
   * @default "current"
   */
  dialect?: "current" | "older" | undefined;
  /** The list's property name. */
  listProperty?: "transactionalKeys" | "transactional-keys" | undefined;
  /** Whether a key has a `uuid`. */
  uuid?: boolean | undefined;
  /** Arrays as arrays, or as JSON strings that hold an array. */
  arrays?: "array" | "json" | undefined;
  /** `true`/`false`, or 1/0. @default "boolean" in both dialects */
  booleans?: "boolean" | "number" | undefined;
  /** The status as its name, or 1 for a key that can send and 0 for one that cannot. @default "string" in both dialects */
  status?: "string" | "number" | undefined;
  /** Whether a key has undocumented fields. @default false in both dialects */
  extraFields?: boolean | undefined;
}

const PRESETS = {
  current: { listProperty: "transactionalKeys", uuid: true, arrays: "array" },
  older: { listProperty: "transactional-keys", uuid: false, arrays: "json" },
} as const;

const SENDING_STATUSES: readonly KeyStatus[] = ["active", "quota-unlocked"];

/** The body of the list call. */
export function renderList(keys: readonly StoredKey[], options: DialectOptions): Record<string, unknown> {
  const preset = PRESETS[options.dialect ?? "current"];
  const listProperty = options.listProperty ?? preset.listProperty;
  return { success: true, [listProperty]: keys.map((key) => renderKey(key, options)) };
}

function renderKey(key: StoredKey, options: DialectOptions): Record<string, unknown> {
  const preset = PRESETS[options.dialect ?? "current"];
  const showUuid = options.uuid ?? preset.uuid;
  const jsonArrays = (options.arrays ?? preset.arrays) === "json";
  const renderArray = (items: readonly string[]) => (jsonArrays ? JSON.stringify(items) : items);
  const renderBoolean = (value: boolean) => (options.booleans === "number" ? Number(value) : value);
  const canSend = SENDING_STATUSES.includes(key.status);
  return {
    ...(showUuid && { uuid: key.uuid }),
    api_token: key.token,
    name: key.name,
    status: options.status === "number" ? Number(canSend) : key.status,
    allowAllDomains: renderBoolean(key.allowAllDomains),
    approvedDomains: renderArray(key.approvedDomains),
    ipRestrictions: renderArray(key.ipRestrictions),
    usage: key.usage,
    quota: key.quota,
    created_date: String(key.createdAt),
    last_modified: Math.floor(key.modifiedAt / 1000),
    ...(options.extraFields && { region: "eu", tags: ["a", "b"], owner: { id: 7 }, webhook: null }),
  };
}
