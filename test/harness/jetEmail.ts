import { Client } from "../../provider/jetemail/client";
import { type Timeouts, Transport } from "../../provider/jetemail/http/transport";
import { Account } from "../../provider/run/account";
import { Clock } from "../../provider/run/clock";
import { OwnedKeys } from "../../provider/run/ownedKeys";
import { PendingCreates } from "../../provider/run/pendingCreates";
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
        account.ownedKeys.ownCreated(token);
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

/** @param grace how long a create waits for the owner of a key with its name, in milliseconds. */
export function accountOf(client: Client, grace = 0): Account {
  const shared = { clock: new Clock(), ownedKeys: new OwnedKeys(grace), pendingCreates: new PendingCreates() };
  return new Account(() => client, shared);
}
