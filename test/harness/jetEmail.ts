import { Client } from "../../provider/jetemail/client";
import { type Timeouts, Transport } from "../../provider/jetemail/http/transport";
import { Account, type Shared } from "../../provider/run/account";
import { Clock } from "../../provider/run/clock";
import { CreateRecords } from "../../provider/run/createRecords";
import { OwnedKeys } from "../../provider/run/ownedKeys";
import { PendingCreates } from "../../provider/run/pendingCreates";
import { WAITS, type Waits } from "../../provider/run/waits";
import { type Simulator, type SimulatorOptions, type StoredKey, startSimulator } from "./simulator";

/** A simulated JetEmail account, and a client of it. */
export interface JetEmail {
  readonly simulator: Simulator;
  readonly client: Client;
  /** The account in a run of Pulumi that has just started: a new one each time, which owns no key. */
  readonly account: Account;
  /** The same, for a run that owns every key of the account, so that none of them is a name conflict. */
  readonly owningAccount: Account;
  /** The account's only key. */
  readonly key: StoredKey;
  /** Replaces the client, whose reads share a list, as the next run of Pulumi does. */
  reconnect(): Promise<void>;
  /** The methods of the requests since the last call; `ROTATE` for a rotation. */
  calls(): string[];
}

/** Gives each test of a file an account and a client of its own, and closes them after it. */
export function useJetEmail(options: SimulatorOptions & { timeouts?: Partial<Timeouts> } = {}): JetEmail {
  let simulator: Simulator;
  let client: Client;
  const { timeouts, ...simulated } = options;

  const connect = () => {
    const { accountKey: apiKey, url } = simulator;
    client = new Client(new Transport({ apiKey, baseUrl: new URL(url), timeouts }));
  };

  beforeEach(async () => {
    simulator = await startSimulator(simulated);
    connect();
  });

  afterEach(async () => {
    await client.close();
    await simulator.close();
  });

  return {
    get simulator() {
      return simulator;
    },
    get client() {
      return client;
    },
    get account() {
      return accountOf(client);
    },
    get owningAccount() {
      const account = accountOf(client);
      for (const { token } of simulator.keys) {
        void account.ownedKeys.manage(token);
      }
      return account;
    },
    get key() {
      const [key, ...others] = simulator.keys;
      if (!key || others.length > 0) {
        throw new Error(`expected one key at JetEmail, found ${simulator.keys.length}`);
      }
      return key;
    },
    async reconnect() {
      await client.close();
      connect();
    },
    calls() {
      const methods = simulator.requests.map(({ method, path }) => (path.endsWith("/rotate") ? "ROTATE" : method));
      simulator.clearRequests();
      return methods;
    },
  };
}

/** As short as a test can wait. */
export const SHORT_WAITS: Waits = {
  ...WAITS,
  concurrentResources: 0,
  listing: 50,
  delisting: 50,
  lostResponse: 0,
  pendingRequest: 50,
  secondLook: 5,
  message: 50,
  baseDelay: 5,
  maxDelay: 20,
};

/** Too long ago for a list to lag behind it. */
export const LONG_AGO = "2025-01-02T03:04:05.006Z";

/** The fingerprint of an account whose account key is not of interest. */
export const FINGERPRINT = "abcdef";

interface AccountOptions extends Pick<Shared, "signal" | "onWait"> {
  readonly fingerprint?: string;
  readonly createRecords?: CreateRecords;
}

export function accountOf(
  client: Client,
  waits: Partial<Waits> = {},
  { fingerprint = FINGERPRINT, createRecords = new CreateRecords(), ...shared }: AccountOptions = {},
): Account {
  const allWaits = { ...SHORT_WAITS, ...waits };
  return new Account(() => ({ client, fingerprint, createRecords }), {
    ...shared,
    clock: new Clock(),
    ownedKeys: new OwnedKeys(allWaits.concurrentResources),
    pendingCreates: new PendingCreates(),
    waits: allWaits,
  });
}
