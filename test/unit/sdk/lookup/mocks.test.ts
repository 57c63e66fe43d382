import * as pulumi from "@pulumi/pulumi";
import {
  getTransactionalKey,
  getTransactionalKeyOutput,
  getTransactionalKeys,
  getTransactionalKeysOutput,
} from "../../../../sdk/nodejs";
import { type MockedEngine, resolved, startEngine } from "../../../harness/mockedEngine";

/** Look-ups in a user's own unit tests, which have no account key. */

const KEY = { uuid: "u1", name: "one", apiToken: "transactional_1", quota: 5, usage: 42 };
let engine: MockedEngine;

const start = (preview: boolean) =>
  startEngine({ preview, resultOf: ({ token }) => (token.endsWith("Keys") ? { keys: [KEY, KEY] } : KEY) });

const calls = () => engine.calls.map(({ token, inputs }) => [token, inputs]);

describe.each([
  ["an update", false],
  ["a preview", true],
])("in a unit test of %s", (_, preview) => {
  beforeEach(async () => {
    engine = await start(preview);
  });

  test("a look-up returns what the mocks return for its arguments", async () => {
    expect(await getTransactionalKey({ uuid: "u1" })).toEqual(KEY);
    expect(await getTransactionalKey({ name: "one", account: "eu" })).toEqual(KEY);
    expect(await getTransactionalKeys()).toEqual([KEY, KEY]);
    expect(calls()).toEqual([
      ["jetemail:index:getTransactionalKey", { uuid: "u1" }],
      ["jetemail:index:getTransactionalKey", { name: "one", account: "eu" }],
      ["jetemail:index:getTransactionalKeys", {}],
    ]);
  });

  test("a look-up by outputs returns what the mocks return for its arguments", async () => {
    expect(await resolved(getTransactionalKeyOutput({ name: pulumi.output("two") }))).toEqual(KEY);
    expect(await resolved(getTransactionalKeysOutput({ account: pulumi.output("eu") }))).toEqual([KEY, KEY]);
    expect(await resolved(getTransactionalKeysOutput())).toEqual([KEY, KEY]);
    expect(calls()).toEqual([
      ["jetemail:index:getTransactionalKey", { name: "two" }],
      ["jetemail:index:getTransactionalKeys", { account: "eu" }],
      ["jetemail:index:getTransactionalKeys", {}],
    ]);
  });

  test("a look-up of neither or both of uuid and name is rejected without a call of the mocks", async () => {
    await expect(getTransactionalKey({} as never)).rejects.toThrow("either `uuid` or `name`");
    await expect(getTransactionalKey({ uuid: "u1", name: "one" } as never)).rejects.toThrow("either");
    expect(calls()).toEqual([]);
  });
});
