import { randomBytes } from "node:crypto";
import { Account } from "./account";
import { type Edits, editsOf } from "./edits";
import { Faults } from "./faults";
import type { SimulatorOptions } from "./options";
import type { LoggedRequest } from "./requestLog";
import { createServer } from "./server";
import type { StoredKey } from "./storedKey";

export { API_CALLS, type ApiCall } from "./apiCalls";
export type { DialectOptions } from "./dialect";
export type { Edits } from "./edits";
export { FAULT_KINDS, type FaultAnswer, type FaultKind } from "./faultKinds";
export type { Fault, FaultBehavior, FaultEffect, FaultHandle, Faults } from "./faults";
export type { SimulatorOptions } from "./options";
export type { LoggedRequest } from "./requestLog";
export type { KeyChanges, KeySettings, KeyStatus, StoredKey } from "./storedKey";

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
  clearRequests(): void;
  /** Closes immediately, with every open connection. */
  close(): Promise<void>;
}

/** Starts a simulator, on a free loopback port by default. */
export async function startSimulator(given: SimulatorOptions = {}): Promise<Simulator> {
  const options = { ...given, accountKey: given.accountKey ?? `api_${randomBytes(16).toString("hex")}` };
  const account = new Account(() => (options.now ?? Date.now)());
  const faults = new Faults();
  const requests: LoggedRequest[] = [];
  const server = createServer({ account, faults, requests, options });
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
    clearRequests: () => {
      requests.length = 0;
    },
    close: async () => {
      await server.close();
    },
  };
}
