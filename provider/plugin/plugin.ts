import type { StackConfig } from "../config/stackConfig";
import { withHint } from "../errors/hints";
import { JetEmailError, messageOf } from "../errors/jetEmailError";
import { printable } from "../errors/printable";
import { packageVersion } from "../jetemail/http/version";
import { key } from "../key/resource";
import type { KeyLookup } from "../lookup/keyLookup";
import { pair } from "../pair/resource";
import { Run, type RunOptions } from "../run/run";
import { redact, redactedProblems } from "../shell/redact";
import { runMessages } from "../shell/runMessages";
import { withCustomTimeout } from "./customTimeouts";
import type { Compared } from "./detailedDiff";
import { EngineLog } from "./engineLog";
import { LOOK_UPS, type LookUpResult } from "./lookUps";
import type { Autonaming } from "./nameOrDefault";
import { checkConfig, fingerprintOfConfig, isSameConfig, stackConfigOf } from "./providerConfig";
import { Resource } from "./resource";
import { allMarked, markedNames, withoutMarks } from "./secretMarks";
import { parseUrn } from "./urn";
import type { Values } from "./values";

/** How Pulumi wants a change to be made. */
export interface Change {
  readonly isPreview: boolean;
  /** Of the resource option `customTimeouts`, in seconds; 0 is none. */
  readonly timeout: number;
}

export interface PluginOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly run?: RunOptions;
}

/** The provider: what Pulumi's protocol asks of it, over plain values. */
export class Plugin {
  readonly version = packageVersion();
  /** Private to the language too: it holds account keys, which an inspected object must not show. */
  readonly #options: PluginOptions;
  readonly #log = new EngineLog();
  #engine: string;
  /** Of this operation; none until the engine has configured the process. */
  #configFingerprint: string | undefined;
  #session: Session;

  constructor(options: PluginOptions, engine: string) {
    this.#options = options;
    this.#engine = engine;
    this.#log.connect(engine);
    this.#session = this.#newSession();
  }

  get schema(): string {
    return (require("./schema") as typeof import("./schema")).schema;
  }

  /**
   * Begins an operation of the engine at this address. A process that it attaches to sees several, and in each of them
   * serves every provider of the program.
   */
  attach(engine: string): void {
    const isCancelled = this.#session.controller.signal.aborted;
    if (this.#configFingerprint !== undefined && !isCancelled && engine === this.#engine) {
      return;
    }
    if (isCancelled) {
      this.close(); // an engine says so at the end of an operation; one that was killed does not
    }
    if (engine !== "") {
      this.#engine = engine;
      this.#log.connect(engine);
    }
    this.#configFingerprint = undefined;
    this.#session = this.#newSession();
  }

  /** Ends all waiting of this operation. */
  cancel(): void {
    this.#session.controller.abort();
  }

  /** Takes back what other processes were told: the engine has ended the operation. */
  close(): void {
    this.#session.run.close();
  }

  checkConfig = checkConfig;
  isSameConfig = isSameConfig;

  /** @throws JetEmailError if the process has another configuration in this operation: it cannot tell whose a call is. */
  configure(args: Values, variables: Record<string, string>, name?: string): void {
    const config = stackConfigOf(args, variables, name);
    const fingerprint = fingerprintOfConfig(config);
    if (this.#configFingerprint === undefined) {
      this.#configFingerprint = fingerprint;
      this.#session = this.#newSession(config);
    } else if (this.#configFingerprint !== fingerprint) {
      throw new JetEmailError(
        907,
        "This process serves a provider with other settings in this operation, and could not tell whose key is meant. Nothing was changed. Run Pulumi without PULUMI_DEBUG_PROVIDERS, or give all providers of this package the same settings.",
      );
    }
  }

  check(urn: string, olds: Values, news: Values, autonaming?: Autonaming) {
    return this.#logging(async (session) => session.resource(urn).check(urn, olds, news, autonaming));
  }

  diff(urn: string, id: string, compared: Compared) {
    return this.#logging((session) => session.resource(urn).diff(urn, id, compared));
  }

  create(urn: string, inputs: Values, { isPreview, timeout }: Change) {
    return this.#changing(urn, timeout, (session) => session.resource(urn).create(urn, inputs, isPreview));
  }

  read(urn: string, id: string, state: Values, inputs: Values) {
    return this.#logging((session) => session.resource(urn).read(urn, id, state, inputs));
  }

  import(urn: string, id: string) {
    return this.#logging((session) => session.resource(urn).import(urn, id));
  }

  update(urn: string, id: string, olds: Values, news: Values, { isPreview, timeout }: Change) {
    return this.#changing(urn, timeout, (session) => session.resource(urn).update(urn, id, olds, news, isPreview));
  }

  delete(urn: string, id: string, state: Values, { timeout }: Pick<Change, "timeout">) {
    return this.#changing(urn, timeout, (session) => session.resource(urn).delete(urn, id, state));
  }

  /** A result that depends on a secret argument is secret. */
  async invoke(token: string, carried: Values): Promise<LookUpResult> {
    const session = this.#session;
    const lookUp = Object.hasOwn(LOOK_UPS, token) ? LOOK_UPS[token] : undefined;
    if (!lookUp) {
      throw new JetEmailError(809, `pulumi-jetemail has no function ${printable(token)}.`);
    }
    const args = withoutMarks(carried);
    const secretNames = markedNames(carried);
    try {
      const { result = {}, failures } = await lookUp(args, session.lookup);
      return {
        result: secretNames.length > 0 ? allMarked(result) : result,
        failures: redactedProblems(failures, args, secretNames),
      };
    } catch (error) {
      throw new Error(redact(messageOf(withHint(error, { isExplicit: session.run.isExplicit })), args, secretNames));
    }
  }

  #newSession(config: StackConfig = () => undefined): Session {
    return new Session(this.#options, { log: this.#log, engine: this.#engine, config });
  }

  async #logging<Result>(operation: (session: Session) => Promise<Result>): Promise<Result> {
    try {
      return await operation(this.#session);
    } finally {
      await this.#log.flush();
    }
  }

  /** What was looked up before a change may be out of date after it. */
  async #changing<Result>(
    urn: string,
    timeout: number,
    operation: (session: Session) => Promise<Result>,
  ): Promise<Result> {
    const session = this.#session;
    const { warnOnce } = this.#log.about(urn);
    try {
      return await this.#logging(() =>
        withCustomTimeout(timeout, session.controller.signal, warnOnce, () => operation(session)),
      );
    } finally {
      session.forgetLookUps();
    }
  }
}

/** What belongs to one operation of the engine. */
class Session {
  readonly controller = new AbortController();
  readonly run: Run;
  readonly #newLookup: () => KeyLookup;
  #lookup: KeyLookup | undefined;
  readonly #resources: Readonly<Record<string, Resource>>;

  constructor(
    { env, run: options = {} }: PluginOptions,
    { log, engine, config }: { readonly log: EngineLog; readonly engine: string; readonly config: StackConfig },
  ) {
    const { signal } = this.controller;
    this.run = new Run(env, { ...runMessages(log.about("")), ...options, engine, signal });
    this.run.configure(config);
    this.#newLookup = () => {
      // Loaded at the first look-up: most programs make none, and should not wait for undici.
      const { KeyLookup } = require("../lookup/keyLookup") as typeof import("../lookup/keyLookup");
      return new KeyLookup(config, env, { ...runMessages(log.about("")), signal: this.controller.signal });
    };
    this.#resources = {
      "jetemail:index:TransactionalKey": new Resource(key, this.run, log) as unknown as Resource,
      "jetemail:index:TransactionalKeyPair": new Resource(pair, this.run, log) as unknown as Resource,
    };
  }

  get lookup(): KeyLookup {
    this.#lookup ??= this.#newLookup();
    return this.#lookup;
  }

  forgetLookUps(): void {
    this.#lookup?.invalidate();
  }

  resource(urn: string): Resource {
    const { type } = parseUrn(urn);
    const resource = Object.hasOwn(this.#resources, type) ? this.#resources[type] : undefined;
    if (!resource) {
      throw new JetEmailError(810, `pulumi-jetemail has no resource of the type ${printable(type)}.`);
    }
    return resource;
  }
}
