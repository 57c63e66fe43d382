import type { dynamic } from "@pulumi/pulumi";
import { configurationProblem, connectionFrom, type StackConfig } from "../config/settings";
import type { Client } from "../jetemail/client";
import type { RetryOptions } from "../jetemail/http/retry";
import type { ArgumentProblem } from "../values/parseArguments";
import { UNKNOWN } from "../values/unknown";
import { Ledger } from "./createJournal";
import { HeldKeys } from "./heldKeys";
import { Claims } from "./ownedKeys";
import { Creates } from "./pendingCreates";

/** What the provider process keeps for one run of Pulumi: the configuration, a client an account, the keys it saw. */
export class Session {
  #config: StackConfig = () => undefined;
  readonly #clients = new Map<string | undefined, Client>();
  readonly #ledgers = new Map<string | undefined, Ledger>();
  readonly #retrying: RetryOptions;
  readonly claims = new Claims();
  readonly held = new HeldKeys();
  readonly creates = new Creates();

  /** Private to the language too: it holds account keys, which an inspected object must not show. */
  readonly #env: NodeJS.ProcessEnv;

  /** @param retrying how calls are repeated; its signal ends the waiting when Pulumi is told to stop. */
  constructor(env: NodeJS.ProcessEnv, retrying: RetryOptions = {}) {
    this.#env = env;
    this.#retrying = retrying;
  }

  /**
   * Pulumi does not wait for configure before a second call, and goes on after it failed: so this only takes note, at
   * once, and what is wrong is said where it matters.
   */
  configure({ config }: dynamic.ConfigureRequest): void {
    this.#config = (key) => config.get(key);
    this.#clients.clear();
  }

  client(account: string | undefined): Client {
    let client = this.#clients.get(account);
    if (!client) {
      // Not loaded before: a preview that finds nothing to do makes no client, and should not wait for undici.
      const { connect } = require("../jetemail/connect") as typeof import("../jetemail/connect");
      const connection = connectionFrom(this.#config, this.#env, account);
      client = connect(connection, this.#retrying, (creates) => this.creates.mayWait(creates));
      this.#clients.set(account, client);
    }
    return client;
  }

  ledger(account: string | undefined): Ledger {
    let ledger = this.#ledgers.get(account);
    if (!ledger) {
      ledger = new Ledger(this.claims);
      this.#ledgers.set(account, ledger);
    }
    return ledger;
  }

  /** What is wrong with the configuration of an account, as failures of a check. */
  problems(account: unknown): ArgumentProblem[] {
    const name = typeof account === "string" && account !== UNKNOWN ? account : undefined;
    const reason = configurationProblem(this.#config, this.#env, name);
    return reason ? [{ property: name === undefined ? "" : "account", reason }] : [];
  }
}
