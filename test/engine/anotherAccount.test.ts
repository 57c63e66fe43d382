import type { SimulatedAccount } from "pulumi-jetemail-simulator";
import { Stack } from "../harness/stack";

/** An account key that is valid, but of another JetEmail account: dev's variable in prod's shell. */

let stack: Stack;
let other: SimulatedAccount;
beforeEach(async () => {
  stack = await Stack.create();
  other = stack.simulator.openAccount();
});
afterEach(async () => {
  await stack.close();
});

test("refresh and destroy are refused, the state stays as it was, and the next run with the right key goes on", async () => {
  const { accountKey } = stack.simulator;
  stack.declare({ a: {}, b: {}, c: {}, pair: { $class: "TransactionalKeyPair" } });
  await stack.up();
  const outputs = async () =>
    Object.entries(await stack.state()).map(
      ([
        name,
        {
          id,
          outputs: { apiToken, ...rest },
        },
      ]) => [name, id, rest],
    );
  const [before, keys] = [await outputs(), stack.simulator.keys];

  stack.env.JETEMAIL_API_KEY = other.accountKey;
  for (const command of ["refresh", "destroy"]) {
    const { text } = await stack.fails(command, "--yes", "--skip-preview");
    expect(text).toContain("this is probably another JetEmail account. Nothing was changed.");
    expect(await outputs()).toEqual(before);
  }
  expect(stack.simulator.keys).toEqual(keys);

  stack.env.JETEMAIL_API_KEY = accountKey;
  await stack.refresh("--expect-no-changes");
  await stack.destroy();
  expect(stack.simulator.keys).toEqual([]);
});

test("an update is refused, and changes nothing in either account", async () => {
  stack.declare({ key: {} });
  await stack.up();
  const { key } = stack;
  const unrelated = other.edit.create({ name: "app-test-key" });
  stack.env.JETEMAIL_API_KEY = other.accountKey;
  stack.declare({ key: { quota: 5, rotationTrigger: 1 } });
  const { text } = await stack.upFails();
  expect(text).toContain("this is probably another JetEmail account. Nothing was changed.");
  expect([stack.key, other.keys]).toEqual([key, [unrelated]]);
});

test("an exchanged account key of the same account shows no drift, and a key deleted by hand is then found to be gone", async () => {
  stack.declare({ kept: {}, deleted: {} });
  await stack.up();
  stack.env.JETEMAIL_API_KEY = "api_exchanged";
  stack.simulator.options.accountKey = "api_exchanged";
  const { text } = await stack.preview("--expect-no-changes");
  expect(text.match(/\[JETEMAIL-715\]/g)).toHaveLength(1);
  stack.simulator.edit.delete(stack.simulator.keys.find(({ name }) => name === "app-test-deleted")?.uuid ?? "");
  await stack.refresh();
  expect(Object.keys(await stack.state())).toEqual(["kept"]);
  stack.declare({ kept: {} });
  expect((await stack.preview("--expect-no-changes")).text).not.toContain("JETEMAIL-715");
});
