import type { Engine, Outcome } from "../../harness/model/engine";
import { inProcess } from "../../harness/model/inProcess";
import type { ModelStack } from "../../harness/model/modelStack";
import type { ResourceKind } from "../../harness/model/provider";
import { findingsOf } from "../../harness/scenarios/findings";
import { TestAccount } from "../../harness/scenarios/testAccount";
import { API_CALLS } from "../../harness/simulator";

/** What earlier fault runs found, each as the shortest scenario that shows it. */

let account: TestAccount;
let stack: ModelStack;

beforeEach(async () => {
  account = await TestAccount.open({ start: inProcess({ maxAttempts: 3, baseDelay: 1 }) });
  stack = account.stack(0);
});

afterEach(() => account.close());

async function run(operation: (engine: Engine) => Promise<void>): Promise<readonly Outcome[]> {
  return (await account.run(stack, {}, operation)).outcomes;
}

const up = () => run((engine) => engine.up());

/** An update that is killed at the answer of a request. */
async function killedUp(request: number): Promise<void> {
  await run(async (engine) => {
    let requests = 0;
    account.onRequest = () => {
      requests++;
      if (requests === request) {
        engine.kill();
      }
    };
    await engine.up();
    account.onRequest = () => {};
    expect(engine.killed).toBe(true);
  });
}

function declare(logicalName: string, name: string, args: object = {}, kind: ResourceKind = "key"): void {
  stack.program.set(logicalName, { kind, args: { name, quota: 0, approvedDomains: [], enabled: true, ...args } });
}

function expectNoFindings(): void {
  expect(findingsOf(account)).toEqual({ lost: [], doubled: [], orphansUnnamed: [], leaked: [], blocked: [] });
}

test("an unmanaged key that is rotated while a create is lost is not taken for the new key", async () => {
  const { uuid } = account.simulator.edit.create({ name: "mail" });
  account.unmanaged.add(uuid);
  declare("key", "mail", { adopt: "new" });
  account.simulator.faults.add({ ...API_CALLS.create, status: 500 });
  let requests = 0;
  account.onRequest = () => {
    requests++;
    if (requests === 2) {
      account.simulator.edit.rotate(uuid);
    }
  };
  await up();
  expectNoFindings();
  expect(account.simulator.keys).toHaveLength(2);
});

test("a partially created key of the stack is no name conflict for another one of its name", async () => {
  declare("one", "mail");
  account.simulator.faults.add({ ...API_CALLS.list, skip: 1, status: 404 });
  expect(await up()).toMatchObject([{ result: "partial" }]);
  declare("two", "mail");
  expect((await up()).map(({ result }) => result)).toEqual(["done", "done"]);
  expectNoFindings();
});

test('a create with `adopt: "new"` that is interrupted leaves no key unnamed', async () => {
  account.unmanaged.add(account.simulator.edit.create({ name: "mail" }).uuid);
  declare("key", "mail", { adopt: "new" });
  await killedUp(2);
  await up();
  expect(stack.state.size).toBe(1);
  expectNoFindings();
});

test("the second key of a pair whose create is interrupted is named, and not created twice", async () => {
  declare("pair", "duo", {}, "pair");
  account.simulator.faults.add({ ...API_CALLS.create, skip: 1, status: 403 });
  expect(await up()).toMatchObject([{ result: "partial" }]);
  await killedUp(2);
  const [orphan] = account.simulator.keys.filter(({ name }) => name === "duo-b");
  const [{ message }] = (await up()) as [Outcome];
  expect(message).toContain(`${orphan?.uuid}`);
  expect(account.simulator.keys).toHaveLength(2);
});

test.each(["key", "pair"] as const)(
  "a key that was adopted from another %s is not deleted with it, if an update failed in between",
  async (kind) => {
    declare("old", "mail", {}, kind);
    await up();
    const [key] = stack.ownedKeys();
    stack.program.delete("old");
    declare("new", `${key?.name}`, { adopt: key?.uuid });
    declare("other", "other");
    account.simulator.faults.add({ ...API_CALLS.create, status: 403 });
    expect((await up()).map(({ result }) => result).sort()).toEqual(["done", "failed"]);
    await up();
    expectNoFindings();
  },
);
