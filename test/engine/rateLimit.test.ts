import { once } from "node:events";
import { pacedStack } from "../harness/pacedStack";
import { type Run, Stack } from "../harness/stack";

const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, {}]));

let stack: Stack;
beforeEach(async () => {
  stack = await pacedStack(Stack.create);
});
afterEach(async () => {
  await stack.close();
});

function expectNoBlock(): void {
  const { blocks, ownBlocks } = stack.simulator.rateLimit;
  expect({ blocks, ownBlocks }).toEqual({ blocks: 0, ownBlocks: 0 });
}

async function expectTokensInState(): Promise<void> {
  const state = await stack.exported("--show-secrets");
  const missing = stack.simulator.keys.filter(({ token }) => !state.includes(token));
  expect(missing).toEqual([]);
}

test("an update that needs more than the budget is paced, and so is the destroy right after it", async () => {
  stack.declare(keys(40));
  const { text } = await stack.up();
  expect(stack.simulator.keys).toHaveLength(40);
  expect(text).toContain("Pacing requests to 20 a minute (jetemail:requestsPerMinute)");
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
  expectNoBlock();
});

test("two stacks at once share the budget of their account", async () => {
  const other = await pacedStack(Stack.create);
  other.env.JETEMAIL_BASE_URL = stack.simulator.url;
  other.env.JETEMAIL_API_KEY = stack.simulator.accountKey;
  try {
    stack.declare(keys(15));
    other.declare(Object.fromEntries(Object.keys(keys(15)).map((name) => [name, { name: `other-${name}` }])));
    await Promise.all([stack.up(), other.up()]);
    expect(stack.simulator.keys).toHaveLength(30);
    expectNoBlock();
  } finally {
    await other.close();
  }
});

test("a block at the start is waited out, and a single request finds out that it is over", async () => {
  stack.simulator.rateLimit.block();
  stack.declare(keys(5));
  const { text } = await stack.up();
  expect(stack.simulator.keys).toHaveLength(5);
  expect(text).toMatch(/JetEmail has blocked all API calls of this account until \d\d:\d\d:\d\d/);
  expect(stack.simulator.rateLimit.blockedRequests).toBe(1);
  await expectTokensInState();
});

test("a block in the middle of an update is waited out, and every key is made once", async () => {
  stack.declare(keys(8));
  stack.simulator.options.onRequest = ({ method }) => {
    if (method === "POST" && stack.simulator.keys.length === 3) {
      stack.simulator.rateLimit.block();
    }
  };
  await stack.up();
  expect(stack.simulator.keys).toHaveLength(8);
  await expectTokensInState();
});

test("Ctrl-C in a block ends the update at once, with every token in the state", async () => {
  stack.env.NODE_OPTIONS = ""; // minutes are minutes: only Ctrl-C ends the wait
  stack.simulator.options.rateClock = undefined;
  stack.declare(keys(4));
  stack.simulator.options.onRequest = ({ method }) => {
    if (method === "POST" && stack.simulator.rateLimit.blocks === 0) {
      stack.simulator.rateLimit.block();
    }
  };
  const { text } = await interruptedAt(/has blocked all API calls/);
  expect(text).toContain("JETEMAIL-607");
  expect(stack.simulator.keys.length).toBeGreaterThan(0);
  await expectTokensInState();
  stack.simulator.rateLimit.block(0);
  stack.simulator.options.onRequest = undefined;
});

/** An update that gets Ctrl-C once it has printed something. */
async function interruptedAt(printed: RegExp): Promise<Run> {
  const { child, ended } = stack.start("up", "--yes", "--skip-preview");
  let text = "";
  child.stdout.on("data", (chunk: string) => {
    text += chunk;
    if (printed.test(text)) {
      child.emit("printed");
    }
  });
  await once(child, "printed");
  child.kill("SIGINT");
  return ended;
}
