import { Stack } from "../harness/stack";

let stack: Stack;
beforeEach(async () => {
  stack = await Stack.create();
});
afterEach(async () => {
  await stack.close();
});

const program = (quota: number) =>
  stack.program(`
    const pulumi = require("@pulumi/pulumi");
    const { TransactionalKey, TransactionalKeyPair } = require("./jetemail");
    const limited = ({ props, opts }) => ({
      props: { ...props, quota: ${quota}, approvedDomains: ["example.com"] },
      opts: pulumi.mergeOptions(opts, { retainOnDelete: true }),
    });
    new TransactionalKey("key", { quota: 1 }, { transforms: [limited] });
    new TransactionalKeyPair("pair", {}, { transforms: [limited] });
  `);

test("a transform changes the arguments and the options of keys and pairs", async () => {
  program(5);
  await stack.up();
  const uuids = stack.simulator.keys.map(({ uuid }) => uuid);
  expect(uuids).toHaveLength(3);
  const transformed = (quota: number) =>
    uuids.map((uuid) => expect.objectContaining({ uuid, quota, approvedDomains: ["example.com"] }));
  expect(stack.simulator.keys).toEqual(transformed(5));
  await stack.hasNothingToDo();

  program(6);
  await stack.up();
  await stack.destroy();
  expect(stack.simulator.keys).toEqual(transformed(6));
});
