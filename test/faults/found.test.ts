import { build } from "../harness/build";
import { DynamicProvider } from "../harness/dynamicProvider";
import { Account } from "./account";
import { Engine, type Outcome } from "./engine";
import { findingsOf } from "./findings";
import type { KeyStack } from "./keyStack";

/** What runs with faults found, each as the shortest life that shows it. */

let account: Account;
let stack: KeyStack;

beforeAll(build);

beforeEach(async () => {
  account = await Account.open(1);
  stack = account.stacks[0] as KeyStack;
});

afterEach(async () => {
  await DynamicProvider.closeAll();
  await account.close();
});

async function run(operation: (engine: Engine) => Promise<void>): Promise<readonly Outcome[]> {
  let outcomes: readonly Outcome[] = [];
  await account.withProvider(async (provider) => {
    const engine = new Engine(stack, provider, { parallel: 4 });
    outcomes = engine.outcomes;
    await operation(engine);
  });
  return outcomes;
}

const up = () => run((engine) => engine.up());

/** An update whose process is killed at the answer of a request. */
const killedUp = (request: number) =>
  run(async (engine) => {
    let requests = 0;
    account.onRequest = () => {
      requests++;
      if (requests === request) {
        engine.kill();
      }
    };
    await engine.up();
    account.onRequest = () => {};
  });

function declare(logicalName: string, name: string, args: object = {}, pair = false): void {
  stack.program.set(logicalName, { pair, args: { name, quota: 0, approvedDomains: [], enabled: true, ...args } });
}

function isWhole(): void {
  expect(findingsOf(account)).toEqual({ lost: [], doubled: [], orphansUnnamed: [], leaked: [] });
}

test("somebody else's key that is rotated while a create gets lost is not taken for the new one", async () => {
  const { uuid } = account.simulator.edit.create({ name: "mail" });
  account.strangers.add(uuid);
  declare("key", "mail", { adopt: "new" });
  account.simulator.faults.add({ method: "POST", reset: true });
  let requests = 0;
  account.onRequest = () => {
    requests++;
    if (requests === 2) {
      account.simulator.edit.rotate(uuid);
    }
  };
  await up();
  isWhole();
  expect(account.simulator.keys).toHaveLength(2);
});

test("a half-made key of the stack is no stranger to another one of its name", async () => {
  declare("one", "mail");
  account.simulator.faults.add({ method: "GET", skip: 1, status: 404 });
  expect(await up()).toMatchObject([{ result: "partial" }]);
  declare("two", "mail");
  expect((await up()).map(({ result }) => result)).toEqual(["done", "done"]);
  isWhole();
});

test('a create with `adopt: "new"` that is interrupted leaves no key unnamed', async () => {
  account.strangers.add(account.simulator.edit.create({ name: "mail" }).uuid);
  declare("key", "mail", { adopt: "new" });
  await killedUp(2);
  await up();
  expect(stack.state.size).toBe(1);
  isWhole();
});

test("the other half of a pair whose create is interrupted is named, and not made twice", async () => {
  declare("pair", "duo", {}, true);
  account.simulator.faults.add({ method: "POST", skip: 1, status: 403 });
  expect(await up()).toMatchObject([{ result: "partial" }]);
  await killedUp(2);
  const [orphan] = account.simulator.keys.filter(({ name }) => name === "duo-b");
  const [{ message }] = (await up()) as [Outcome];
  expect(message).toContain(`${orphan?.uuid}`);
  expect(account.simulator.keys).toHaveLength(2);
});

test.each([false, true])(
  "a key that was adopted from another resource outlives that one, where an update failed in between (a pair: %s)",
  async (pair) => {
    declare("old", "mail", {}, pair);
    await up();
    const [{ uuid, name }] = stack.keys() as [ReturnType<KeyStack["keys"]>[number]];
    stack.program.delete("old");
    declare("new", name, { adopt: uuid });
    declare("other", "other");
    account.simulator.faults.add({ method: "POST", status: 403 });
    expect((await up()).map(({ result }) => result).sort()).toEqual(["done", "failed"]);
    await up();
    isWhole();
  },
);
