import { Engine, type EngineOptions, logicalNameOf, type Plan } from "../model/engine";
import { ModelStack } from "../model/modelStack";
import {
  type AccountSettings,
  isSecret,
  type Properties,
  type Provider,
  ProviderError,
  type StartProvider,
} from "../model/provider";
import { startProviders } from "../model/providerGroup";
import { type LoggedRequest, type Simulator, type SimulatorOptions, startSimulator } from "../simulator";
import { unownedKeysNamedIn } from "./messages";

interface TestAccountOptions {
  readonly start: StartProvider;
  /** Starts a second provider of the same account, which some resources have. @default none */
  readonly startSecond?: StartProvider | undefined;
  /** How many stacks have keys in the account. @default 1 */
  readonly stacks?: number;
}

export interface RunOptions extends Omit<EngineOptions, "plan" | "onAnswer"> {
  /** Whether a preview saves a plan first, from which the operation must not differ. */
  readonly savesPlan?: boolean;
  /** Whether the provider has the account key of another, empty account. */
  readonly wrongAccount?: boolean;
}

/** A JetEmail account, the stacks that have keys in it, and everything that could be seen of them from outside. */
export class TestAccount {
  /** What happened, line by line. */
  readonly history: string[] = [];
  /** The keys that somebody else created. */
  readonly unmanaged = new Set<string>();
  /** The keys that a message named as owned by nobody. */
  readonly named = new Set<string>();
  /** Everything that providers printed, and their answers without what is marked as a secret. */
  readonly inClear: string[] = [];
  readonly stacks: readonly ModelStack[];
  /** How many providers were started. */
  providers = 0;
  onRequest: (request: Readonly<LoggedRequest>) => void = () => {};
  readonly #starts: readonly StartProvider[];

  constructor(
    readonly simulator: Simulator,
    { start, startSecond, stacks = 1 }: TestAccountOptions,
  ) {
    this.#starts = [start, ...(startSecond ? [startSecond] : [])];
    this.stacks = Array.from({ length: stacks }, (_, number) => new ModelStack(number));
    simulator.options.onRequest = (request) => this.onRequest(request);
  }

  static async open(options: TestAccountOptions, simulated: SimulatorOptions = {}): Promise<TestAccount> {
    return new TestAccount(await startSimulator(simulated), options);
  }

  async close(): Promise<void> {
    await this.simulator.close();
  }

  stack(number: number): ModelStack {
    const stack = this.stacks[number];
    if (!stack) {
      throw new Error(`The account has no stack ${number}`);
    }
    return stack;
  }

  /** Runs an operation on a stack, with an engine and a provider of its own. */
  async run(
    stack: ModelStack,
    { savesPlan = false, wrongAccount = false, ...options }: RunOptions,
    operation: (engine: Engine) => Promise<void>,
  ): Promise<Engine> {
    const { url, accountKey } = this.simulator;
    const plan = savesPlan ? await this.#plan(stack) : undefined;
    const provider = await this.#start(stack, {
      url,
      accountKey: wrongAccount ? this.simulator.openAccount().accountKey : accountKey,
    });
    this.providers += this.#starts.length;
    const engine = new Engine(stack, provider, { ...options, plan, onAnswer: (answer) => this.#keepInClear(answer) });
    try {
      await operation(engine);
    } finally {
      await provider.kill();
      this.inClear.push(provider.shown());
      for (const uuid of unownedKeysNamedIn(provider.shown())) {
        this.named.add(uuid);
      }
    }
    return engine;
  }

  /** The uuids of the keys in the stacks' states. */
  get owned(): Set<string> {
    return new Set(this.stacks.flatMap((stack) => stack.ownedKeys().map(({ uuid }) => uuid)));
  }

  /** Whether stacks have a second provider. */
  get hasSecondProvider(): boolean {
    return this.#starts.length > 1;
  }

  #start(stack: ModelStack, { url, accountKey }: AccountSettings): Promise<Provider> {
    const choose = (stamp: string) => stack.providers.get(logicalNameOf(stamp)) ?? 0;
    return startProviders(this.#starts, { url, accountKey }, choose);
  }

  /** @returns none if the preview fails, as the operation does then. */
  async #plan(stack: ModelStack): Promise<Plan | undefined> {
    const provider = await this.#start(stack, this.simulator);
    try {
      return await new Engine(stack, provider).preview();
    } catch (error) {
      if (error instanceof ProviderError) {
        return undefined;
      }
      throw error;
    } finally {
      await provider.kill();
      this.inClear.push(provider.shown());
    }
  }

  #keepInClear(answer: Properties): void {
    this.inClear.push(JSON.stringify(answer, (_name, value: unknown) => (isSecret(value) ? "secret" : value)));
  }
}
