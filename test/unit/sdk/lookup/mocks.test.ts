import * as pulumi from "@pulumi/pulumi";
import {
  getTransactionalKey,
  getTransactionalKeyOutput,
  getTransactionalKeys,
  getTransactionalKeysOutput,
} from "../../../../sdk/nodejs";

const KEY = { uuid: "some-uuid", name: "legacy", apiToken: "some-token", quota: 5, usage: 42 };

let calls: { token: string; inputs: unknown }[];

async function mock(preview: boolean) {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ name, inputs }) => ({ id: name, state: inputs }),
      call: ({ token, inputs }) => {
        calls.push({ token, inputs });
        return token.endsWith("Keys") ? { keys: [KEY, KEY] } : KEY;
      },
    },
    "app",
    "test",
    preview,
  );
}

function resolved(output: pulumi.Output<unknown>): Promise<unknown> {
  return new Promise((resolve) => output.apply(resolve));
}

describe.each([
  ["an update", false],
  ["a preview", true],
])("in a unit test of %s", (_mode, preview) => {
  beforeEach(async () => {
    calls = [];
    await mock(preview);
  });

  test("a look-up is answered by the mocks, and needs no account key", async () => {
    expect(await getTransactionalKey({ uuid: "some-uuid" })).toMatchObject(KEY);
    expect(await getTransactionalKey({ name: "legacy", account: "second" })).toMatchObject(KEY);
    expect(await getTransactionalKeys()).toMatchObject([KEY, KEY]);
    expect(calls).toEqual([
      { token: "jetemail:index:getTransactionalKey", inputs: { uuid: "some-uuid" } },
      { token: "jetemail:index:getTransactionalKey", inputs: { name: "legacy", account: "second" } },
      { token: "jetemail:index:getTransactionalKeys", inputs: {} },
    ]);
  });

  test("so is one of the output forms", async () => {
    expect(await resolved(getTransactionalKeyOutput({ uuid: pulumi.output("some-uuid") }))).toMatchObject(KEY);
    expect(await resolved(getTransactionalKeysOutput({ account: pulumi.output("second") }))).toMatchObject([KEY, KEY]);
    expect(calls).toEqual([
      { token: "jetemail:index:getTransactionalKey", inputs: { uuid: "some-uuid" } },
      { token: "jetemail:index:getTransactionalKeys", inputs: { account: "second" } },
    ]);
  });

  test("a look-up that says neither or both of uuid and name is refused before the mocks are asked", async () => {
    await expect(getTransactionalKey({} as never)).rejects.toThrow("either `uuid` or `name`");
    await expect(getTransactionalKey({ uuid: "some-uuid", name: "legacy" } as never)).rejects.toThrow("either");
    expect(calls).toEqual([]);
  });
});
