import { accountFingerprintOf } from "../config/accountFingerprint";
import { configurationProblem, connectionFrom } from "../config/settings";
import type { StackConfig } from "../config/stackConfig";
import type { Client } from "../jetemail/client";
import type { Connection, ConnectOptions } from "../jetemail/connect";
import { accountHashOf } from "../jetemail/http/accountHash";
import { LeftMarks } from "../processes/leftMarks";
import type { SharedLog } from "../processes/sharedLog";
import type { ArgumentProblem } from "../values/parseArguments";
import { UNKNOWN } from "../values/unknown";
import { Account, type ConnectedAccount } from "./account";
import { Clock } from "./clock";
import { CreateRecords } from "./createRecords";
import { logOfEngine } from "./engineLog";
import { OwnedKeys } from "./ownedKeys";
import type { Entry } from "./ownership";
import { PendingCreates } from "./pendingCreates";
import { WAITS, type Waits } from "./waits";

export interface RunOptions extends ConnectOptions {
  readonly waits?: Partial<Waits>;
  /** Called before a wait for JetEmail's list to catch up with a change. */
  readonly onWait?: () => void;
  /** The address of the engine, which other providers of its update have too. Without it, there are none. */
  readonly engine?: string | undefined;
}

const ADDRESS = /^[\w.[\]:-]+:\d+$/;

/** What a provider process remembers during one run of Pulumi: the configuration, the accounts, the keys it has seen. */
export class Run {
  readonly clock = new Clock();
  readonly ownedKeys: OwnedKeys;
  readonly pendingCreates = new PendingCreates();
  /** What was warned of, where once is enough for all resources. */
  readonly warnings = new Set<string>();
  /** The owners that were imported in this run. */
  readonly imports = new Set<string>();
  readonly #accounts = new Map<string | undefined, Account>();
  readonly #options: RunOptions;
  readonly #waits: Waits;
  /** What this run tells the other processes of its update. */
  readonly #log: SharedLog<Entry> | undefined;
  readonly #createRecords = new Set<CreateRecords>();
  #config: StackConfig = () => undefined;

  /** Private to the language too: it holds account keys, which an inspected object must not show. */
  readonly #env: NodeJS.ProcessEnv;

  constructor(env: NodeJS.ProcessEnv, options: RunOptions = {}) {
    this.#env = env;
    this.#options = options;
    this.#waits = { ...WAITS, ...options.waits };
    const { engine } = options;
    this.#log = engine && ADDRESS.test(engine) ? logOfEngine(engine) : undefined;
    this.ownedKeys = new OwnedKeys(this.#waits.concurrentResources, this.#log);
  }

  /**
   * Takes back what this run has told other processes, once the engine has ended the update: the state has everything. If it
   * ends while a key is created, the records of creates stay.
   */
  close(): void {
    this.#log?.close();
    for (const records of this.pendingCreates.areDone ? this.#createRecords : []) {
      records.close();
    }
  }

  /**
   * Pulumi does not wait for configure before a second call, and goes on after it failed. So this only keeps the
   * configuration, synchronously, and what is wrong with it is reported by the operations that need it.
   */
  configure(config: StackConfig): void {
    this.#config = config;
    for (const account of this.#accounts.values()) {
      account.reconnect();
    }
  }

  /** Whether the configuration is that of an explicit provider. */
  get isExplicit(): boolean {
    return this.#config.isExplicit ?? false;
  }

  /** @param name of a named account; the default one where it is left out. */
  account(name: string | undefined): Account {
    let account = this.#accounts.get(name);
    if (!account) {
      const { clock, ownedKeys, pendingCreates } = this;
      const { signal, onWait } = this.#options;
      account = new Account(() => this.#connect(name), {
        clock,
        ownedKeys,
        pendingCreates,
        waits: this.#waits,
        signal,
        onWait,
      });
      this.#accounts.set(name, account);
    }
    return account;
  }

  /** What is wrong with the configuration of an account, as failures of a check. */
  problems(account: unknown): ArgumentProblem[] {
    const name = typeof account === "string" && account !== UNKNOWN ? account : undefined;
    const reason = configurationProblem(this.#config, this.#env, name);
    return reason ? [{ property: name === undefined ? "" : "account", reason }] : [];
  }

  #connect(name: string | undefined): ConnectedAccount {
    const connection = connectionFrom(this.#config, this.#env, name);
    const options = this.#options;
    let client: Client | undefined;
    return {
      fingerprint: accountFingerprintOf(connection),
      createRecords: this.#recordsOf(connection),
      get client() {
        // Loaded at the first request: a preview that finds nothing to do makes none, and should not wait for undici.
        client ??= (require("../jetemail/connect") as typeof import("../jetemail/connect")).connect(
          connection,
          options,
        );
        return client;
      },
    };
  }

  /** What an engine has begun to create is recorded for the case that it is killed. */
  #recordsOf(connection: Connection): CreateRecords {
    const records = new CreateRecords(this.#log && new LeftMarks(`creates-${accountHashOf(connection)}`));
    this.#createRecords.add(records);
    return records;
  }
}
