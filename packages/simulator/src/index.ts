import { randomBytes } from "node:crypto";
import { Account } from "./account";
import { drainable } from "./drain";
import { type Edits, editsOf } from "./edits";
import { Faults } from "./faults";
import type { SimulatorOptions } from "./options";
import type { RateLimitControl } from "./rateLimit";
import type { LoggedRequest } from "./requestLog";
import { createServer } from "./server";
import type { StoredKey } from "./storedKey";

export { API_CALLS, type ApiCall } from "./apiCalls";
export type { DialectOptions } from "./dialect";
export type { Edits } from "./edits";
export { FAULT_KINDS, type FaultAnswer, type FaultKind } from "./faultKinds";
export type { Fault, FaultBehavior, FaultEffect, FaultHandle, Faults, IncompleteList } from "./faults";
export type { SimulatedDomain, SimulatorOptions } from "./options";
export { PUBLISHED_RATE_LIMIT, type RateLimitControl } from "./rateLimit";
export type { LoggedRequest } from "./requestLog";
export type { KeyChanges, KeySettings, KeyStatus, StoredKey } from "./storedKey";

/** One account of a simulator. */
export interface SimulatedAccount {
  readonly accountKey: string;
  /** Copies of the live keys, in creation order. */
  readonly keys: readonly StoredKey[];
  readonly edit: Edits;
}

/** A running simulator of JetEmail's transactional-key API. */
export interface Simulator {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** The account key it accepts. */
  readonly accountKey: string;
  /** Read again for every request, so they can be changed at any time. */
  readonly options: SimulatorOptions;
  /** Copies of the live keys, in creation order. */
  readonly keys: readonly StoredKey[];
  /** Every request so far, in the order of arrival. */
  readonly requests: readonly LoggedRequest[];
  /** Every token ever issued, in order, the invalid ones included. */
  readonly issuedTokens: readonly string[];
  readonly edit: Edits;
  readonly faults: Faults;
  /** Of the first account. */
  readonly rateLimit: RateLimitControl;
  /** Opens another account on the same server, with an account key of its own. */
  openAccount(): SimulatedAccount;
  clearRequests(): void;
  /**
   * Waits until every request is handled, including those that are committed late, and makes lists that lag behind show
   * every change until now. Closes idle connections: for use while no client is running.
   */
  settle(): Promise<void>;
  /** Closes immediately, with every open connection. */
  close(): Promise<void>;
}

/** Starts a simulator, on a free loopback port by default. */
export async function startSimulator(given: SimulatorOptions = {}): Promise<Simulator> {
  const options = { ...given, accountKey: given.accountKey ?? newAccountKey() };
  const account = new Account(options);
  const others = new Map<string, Account>();
  const faults = new Faults();
  const requests: LoggedRequest[] = [];
  const pending = new Set<Promise<unknown>>();
  const server = createServer({
    accountOf: (accountKey) => (accountKey === options.accountKey ? account : others.get(accountKey)),
    faults,
    requests,
    pending,
    options,
  });
  const drained = drainable(server.server);
  const url = await server.listen({ host: options.host ?? "127.0.0.1", port: options.port ?? 0 });
  return {
    url,
    get accountKey() {
      return options.accountKey;
    },
    options,
    get keys() {
      return account.keys;
    },
    requests,
    issuedTokens: account.issuedTokens,
    edit: editsOf(account),
    faults,
    rateLimit: account.rateLimit,
    openAccount: () => {
      const [accountKey, other] = [newAccountKey(), new Account(options)];
      others.set(accountKey, other);
      return {
        accountKey,
        get keys() {
          return other.keys;
        },
        edit: editsOf(other),
      };
    },
    clearRequests: () => {
      requests.length = 0;
    },
    settle: async () => {
      await drained();
      await Promise.all(pending);
      account.settle();
    },
    close: async () => {
      await server.close();
    },
  };
}

function newAccountKey(): string {
  return `api_${randomBytes(16).toString("hex")}`;
}
