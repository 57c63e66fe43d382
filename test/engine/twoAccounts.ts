import { type Simulator, startSimulator } from "../harness/simulator";
import { Stack } from "../harness/stack";

/** A stack, and a second JetEmail beside the one of its default account. */
export interface TwoAccounts {
  readonly stack: Stack;
  readonly second: Simulator;
  /** The requests to both since the last call, in the order of their answers. */
  arrived(): string[];
  /** Sets the second one's key and address in the stack's config, as the account of this name. */
  configure(account: string): Promise<string>;
}

/** Gives each test of a file its own. */
export function useTwoAccounts(): TwoAccounts {
  let stack: Stack;
  let second: Simulator;
  let arrivals: string[];

  beforeEach(async () => {
    stack = await Stack.create();
    second = await startSimulator();
    arrivals = [];
    stack.simulator.options.onRequest = ({ method, status }) => arrivals.push(`default ${method} ${status}`);
    second.options.onRequest = ({ method, status }) => arrivals.push(`second ${method} ${status}`);
  });
  afterEach(async () => {
    await stack.close();
    await second.close();
  });

  return {
    get stack() {
      return stack;
    },
    get second() {
      return second;
    },
    arrived: () => arrivals.splice(0),
    async configure(account) {
      const set = (...setting: string[]) => stack.succeeds("config", "set", "--path", ...setting);
      const { text } = await set("--secret", `jetemail:accounts.${account}.apiKey`, second.accountKey);
      return text + (await set(`jetemail:accounts.${account}.baseUrl`, second.url)).text;
    },
  };
}

/** The one key of an account. */
export function onlyKey({ keys }: Simulator) {
  const [key, ...others] = keys;
  if (!key || others.length > 0) {
    throw new Error(`expected one key, found ${keys.length}`);
  }
  return key;
}
