import type { Account } from "./account";
import type { ApiCall } from "./apiCalls";
import { CREATED_MESSAGE, DOCUMENTED_ERRORS } from "./createKeyRequest";
import { renderList } from "./dialect";
import { renderDomains } from "./domains";
import type { SimulatorOptions } from "./options";
import { checkChange, checkCreate, checkStatus, checkToken, DEFAULT_SETTINGS } from "./requestCheck";
import type { KeyChanges, StoredKey } from "./storedKey";

/** What a call answers, and whether it changed the account. */
export interface Answer {
  status: number;
  body: object;
  committed: boolean;
}

/** One call of the API, from its parsed body to its answer. */
export type Call = (account: Account, body: unknown, options: SimulatorOptions) => Answer;

/** What each call does. */
export const CALLS: Readonly<Record<ApiCall, Call>> = { list, create, change, remove, rotate, domains };

export function refuse(status: number, error: string): Answer {
  return { status, body: { success: false, error }, committed: false };
}

function done(message: string, more: object = {}): Answer {
  return { status: 200, body: { success: true, message, ...more }, committed: true };
}

function list(account: Account, _body: unknown, options: SimulatorOptions): Answer {
  return { status: 200, body: renderList(account.live, options), committed: false };
}

function domains(account: Account, _body: unknown, options: SimulatorOptions): Answer {
  return { status: 200, body: renderDomains(options.domains ?? account.approvedDomains), committed: false };
}

function create(account: Account, body: unknown, options: SimulatorOptions): Answer {
  const checked = checkCreate(body);
  if ("error" in checked) {
    return refuse(400, checked.error);
  }
  if (account.live.length >= (options.maxKeys ?? Number.POSITIVE_INFINITY)) {
    return refuse(403, DOCUMENTED_ERRORS[403]);
  }
  const { name } = checked.body;
  const key = account.create({ ...DEFAULT_SETTINGS, ...givenSettings(checked.body), name });
  return done(CREATED_MESSAGE, { api_token: key.token });
}

function change(account: Account, body: unknown, options: SimulatorOptions): Answer {
  // With a status the API ignores every other field, so nothing else in the body may matter, not even its validity.
  if (typeof body === "object" && body !== null && "status" in body) {
    const checked = checkStatus(body);
    if ("error" in checked) {
      return refuse(400, checked.error);
    }
    const status = checked.body.status === 1 ? "active" : "disabled";
    return changeKey(account, checked.body.api_token, options, (key) => account.change(key, { status }));
  }
  const checked = checkChange(body);
  if ("error" in checked) {
    return refuse(400, checked.error);
  }
  const changes = givenSettings(checked.body);
  return changeKey(account, checked.body.api_token, options, (key) => account.change(key, changes));
}

function changeKey(
  account: Account,
  token: string,
  options: SimulatorOptions,
  apply: (key: StoredKey) => void,
): Answer {
  const key = account.withToken(token);
  if (key === undefined) {
    return unknownToken(options);
  }
  apply(key);
  return done("Transactional key updated successfully");
}

function remove(account: Account, body: unknown, options: SimulatorOptions): Answer {
  const checked = checkToken(body);
  if ("error" in checked) {
    return refuse(400, checked.error);
  }
  const key = account.withToken(checked.body.api_token);
  if (key === undefined) {
    return unknownToken(options);
  }
  account.remove(key);
  return done("Transactional key deleted successfully");
}

function rotate(account: Account, body: unknown, options: SimulatorOptions): Answer {
  const checked = checkToken(body);
  if ("error" in checked) {
    return refuse(400, checked.error);
  }
  const key = account.withToken(checked.body.api_token);
  if (key === undefined) {
    return unknownToken(options);
  }
  if (options.refusesRotationOfDisabled && key.status === "disabled") {
    return refuse(400, "The transactional key is disabled");
  }
  account.rotate(key);
  return done("Transactional key rotated successfully", { api_token: key.token });
}

function unknownToken(options: SimulatorOptions): Answer {
  return refuse(options.unknownTokenStatus ?? 404, "Transactional key not found");
}

function givenSettings(body: KeyChanges): KeyChanges {
  const { name, allowAllDomains, approvedDomains, quota, ipRestrictions } = body;
  return {
    ...(name !== undefined && { name }),
    ...(allowAllDomains !== undefined && { allowAllDomains }),
    ...(approvedDomains !== undefined && { approvedDomains }),
    ...(quota !== undefined && { quota }),
    ...(ipRestrictions !== undefined && { ipRestrictions }),
  };
}
