import type { Account } from "./account";
import type { IncompleteList } from "./faults";
import type { KeyStatus, StoredKey } from "./storedKey";

/** How the key list is written. `dialect` sets them all; each other option overrides one of them. */
export interface DialectOptions {
  /**
   * `older`: the list is named `transactional-keys`, has no `uuid`, `name` and `allowAllDomains`, and holds its arrays as
   * JSON strings.
   * @default "current"
   */
  dialect?: "current" | "older" | undefined;
  /** The list's property name. */
  listProperty?: "transactionalKeys" | "transactional-keys" | undefined;
  /** Whether a key has a `uuid`. */
  uuid?: boolean | undefined;
  /** Whether a key has a `name`. */
  name?: boolean | undefined;
  /** Whether a key has `allowAllDomains`. */
  allowAllDomains?: boolean | undefined;
  /** Arrays as arrays, or as JSON strings that hold an array. */
  arrays?: "array" | "json" | undefined;
  /** `true`/`false`, or 1/0. @default "boolean" in both dialects */
  booleans?: "boolean" | "number" | undefined;
  /** The status as its name, or 1 for a key that can send and 0 for one that cannot. @default "string" in both dialects */
  status?: "string" | "number" | undefined;
  /** `created_date` in milliseconds, or in seconds with decimals. @default "milliseconds" in both dialects */
  createdDate?: "milliseconds" | "seconds" | undefined;
  /** Whether a key has undocumented fields. @default false in both dialects */
  extraFields?: boolean | undefined;
}

interface ListOptions extends DialectOptions {
  readonly extraEntries?: readonly unknown[] | undefined;
}

const PRESETS = {
  current: { listProperty: "transactionalKeys", uuid: true, name: true, allowAllDomains: true, arrays: "array" },
  older: { listProperty: "transactional-keys", uuid: false, name: false, allowAllDomains: false, arrays: "json" },
} as const;

const SENDING_STATUSES: readonly KeyStatus[] = ["active", "quota-unlocked"];

/** The body of the list call. */
export function renderList(keys: readonly StoredKey[], options: ListOptions): Record<string, unknown> {
  const preset = PRESETS[options.dialect ?? "current"];
  const listProperty = options.listProperty ?? preset.listProperty;
  return {
    success: true,
    [listProperty]: [...keys.map((key) => renderKey(key, options)), ...(options.extraEntries ?? [])],
  };
}

/** The same of a list that does not show everything. */
export function renderIncompleteList(
  { live, lagging, withFormerTokens }: Pick<Account, "live" | "lagging" | "withFormerTokens">,
  what: IncompleteList,
  options: ListOptions,
): Record<string, unknown> {
  switch (what) {
    case "lagging":
      return renderList(lagging, options);
    case "former tokens":
      return renderList(withFormerTokens, options);
    case "first page":
      return { ...renderList(live.slice(0, Math.floor(live.length / 2)), options), has_more: true };
    case "other envelope":
      return {
        success: true,
        transactionalKeys: [],
        "transactional-keys": Object.values(renderList(live, options))[1],
      };
    case "names alone":
      return renderList([], { ...options, extraEntries: live.map(({ name }) => ({ name })) });
  }
}

function renderKey(key: StoredKey, options: DialectOptions): Record<string, unknown> {
  const preset = PRESETS[options.dialect ?? "current"];
  const jsonArrays = (options.arrays ?? preset.arrays) === "json";
  const renderArray = (items: readonly string[]) => (jsonArrays ? JSON.stringify(items) : items);
  const renderBoolean = (value: boolean) => (options.booleans === "number" ? Number(value) : value);
  const canSend = SENDING_STATUSES.includes(key.status);
  return {
    ...((options.uuid ?? preset.uuid) && { uuid: key.uuid }),
    api_token: key.token,
    ...((options.name ?? preset.name) && { name: key.name }),
    status: options.status === "number" ? Number(canSend) : key.status,
    ...((options.allowAllDomains ?? preset.allowAllDomains) && { allowAllDomains: renderBoolean(key.allowAllDomains) }),
    approvedDomains: renderArray(key.approvedDomains),
    ipRestrictions: renderArray(key.ipRestrictions),
    usage: key.usage,
    quota: key.quota,
    created_date: String(options.createdDate === "seconds" ? key.createdAt / 1000 : key.createdAt),
    last_modified: Math.floor(key.modifiedAt / 1000),
    ...(options.extraFields && { region: "eu", tags: ["a", "b"], owner: { id: 7 }, webhook: null }),
  };
}
