import { Client } from "../../provider/jetemail/client";
import { type Timeouts, Transport } from "../../provider/jetemail/http/transport";
import { Ledger } from "../../provider/run/createJournal";
import { type Simulator, type SimulatorOptions, type StoredKey, startSimulator } from "./simulator";

/** A simulated account and a client of it. */
export interface JetEmail {
  readonly simulator: Simulator;
  readonly client: Client;
  /** The one key that the account holds. */
  readonly key: StoredKey;
  /** Gives it a new client, as each run of Pulumi has one: a client's reads share a list. */
  reconnect(): Promise<void>;
  /** The methods of the requests since the last call. */
  calls(): string[];
  /** What a run knows whose stack holds every key that the account holds now: none of them stops a create. */
  ledgerOfHolder(): Ledger;
}

/** Gives each test of a file an account and a client of its own, closed after it. */
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
      const methods = simulator.requests.map(({ method }) => method);
      simulator.clearRequests();
      return methods;
    },
    ledgerOfHolder() {
      const ledger = new Ledger();
      for (const { token } of simulator.keys) {
        ledger.claims.claim(token);
      }
      return ledger;
    },
  };
}
