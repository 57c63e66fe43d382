import type { Properties } from "../harness/dynamicProvider";
import { type LoggedRequest, type Simulator, startSimulator } from "../harness/simulator";
import { KeyStack } from "./keyStack";

import { type Provider, startProvider } from "./providerProcess";

/** How a provider process is come by: a test may put a broken one in its place. */
export type Start = (config: Record<string, string>) => Promise<Provider>;

/** A JetEmail account, the stacks that have keys in it, and all that was seen of them from outside. */
export class Account {
  /** What happened, line by line. */
  readonly history: string[] = [];
  /** The keys that a second client made. */
  readonly strangers = new Set<string>();
  /** The keys whose uuid an error told. */
  readonly named = new Set<string>();
  /** All that provider processes printed and answered in clear. */
  readonly inClear: string[] = [];
  readonly stacks: readonly KeyStack[];
  onRequest: (request: Readonly<LoggedRequest>) => void = () => {};
  #processes = 0;

  private constructor(
    readonly simulator: Simulator,
    stacks: number,
    private readonly start: Start,
  ) {
    this.stacks = Array.from({ length: stacks }, (_, number) => new KeyStack(number));
    simulator.options.onRequest = (request) => this.onRequest(request);
  }

  static async open(stacks: number, start: Start = (config) => startProvider({ config })): Promise<Account> {
    return new Account(await startSimulator(), stacks, start);
  }

  /** Runs with a provider process of its own, and looks at what it showed. */
  async withProvider(run: (provider: Provider) => Promise<void>): Promise<void> {
    const provider = await this.start({
      "jetemail:apiKey": this.simulator.accountKey,
      "jetemail:baseUrl": this.simulator.url,
    });
    try {
      await run(provider);
    } finally {
      await provider.kill();
      this.#processes++;
      this.#listen(provider.shown);
    }
  }

  get processes(): number {
    return this.#processes;
  }

  #listen(shown: string): void {
    this.inClear.push(shown);
    for (const line of shown.split("\n")) {
      // These tell of keys that are held, and name no orphan.
      if (!/^(Adopted the JetEmail key|The JetEmail key .* is kept)/.test(line)) {
        for (const [uuid] of line.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)) {
          this.named.add(uuid);
        }
      }
    }
  }

  /** Takes note of an answer, less what it marks as secret. */
  listenToAnswer(properties: Properties): void {
    this.inClear.push(
      JSON.stringify(properties, (_name, value: unknown) =>
        typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value ? "secret" : value,
      ),
    );
  }

  /** The uuids of the keys that a state has. */
  get held(): Set<string> {
    return new Set(this.stacks.flatMap((stack) => stack.keys().map(({ uuid }) => uuid)));
  }

  async close(): Promise<void> {
    await this.simulator.close();
  }
}
