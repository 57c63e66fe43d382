import { Stack } from "../harness/stack";

const DECLARED = {
  name: "declared",
  allowAllDomains: false,
  approvedDomains: ["a.example"],
  quota: 5,
  ipRestrictions: ["192.0.2.1"],
};

test("a key is managed on a server of the older API version, which has no uuids, and gets its uuid when the server does", async () => {
  const stack = await Stack.create({ dialect: "older", booleans: "number", status: "number", extraFields: true });
  try {
    const twin = stack.simulator.edit.create({ name: DECLARED.name });
    stack.declare({ key: { ...DECLARED, adopt: "new" } });
    await stack.up();
    const mine = () => stack.simulator.keys.filter((key) => key.uuid !== twin.uuid);
    const [{ uuid, token } = { uuid: "", token: "" }] = mine();
    expect(await stack.output("key")).toMatchObject({ apiToken: token, id: expect.stringMatching(/^fingerprint-/) });
    await stack.refresh("--expect-no-changes");

    stack.declare({ key: { ...DECLARED, quota: 6, enabled: false } });
    await stack.up();
    expect(mine()).toMatchObject([{ quota: 6, status: "disabled", token }]);
    stack.simulator.edit.set(uuid, { quota: 7, approvedDomains: ["c.example"] });
    await stack.refresh();
    await stack.up();
    expect(mine()).toMatchObject([{ ...DECLARED, quota: 6, token }]);
    stack.declare({ key: { ...DECLARED, rotationTrigger: 1 } });
    await stack.up();
    expect(mine()[0]?.token).not.toBe(token);
    expect(await stack.output("key")).toMatchObject({ apiToken: mine()[0]?.token });

    stack.simulator.options.dialect = "current";
    await stack.refresh();
    expect(await stack.state()).toMatchObject({ key: { id: uuid, outputs: { uuid } } });
    await stack.hasNothingToDo();
    await stack.destroy();
    expect(stack.simulator.keys.map((key) => key.uuid)).toEqual([twin.uuid]);
  } finally {
    await stack.close();
  }
});

test("a key that was rotated elsewhere stays in the state on a server without uuids, with an error that says what to do", async () => {
  const stack = await Stack.create({ dialect: "older" });
  try {
    stack.simulator.edit.create({ name: "another" });
    stack.declare({ key: { name: DECLARED.name } });
    await stack.up();
    const { id } = await stack.output("key");
    stack.simulator.edit.rotate(stack.simulator.keys[1]?.uuid ?? "");
    for (const command of ["refresh", "destroy"]) {
      expect((await stack.fails(command, "--yes", "--skip-preview")).text).toContain("[JETEMAIL-712]");
    }
    expect(await stack.state()).toMatchObject({ key: { id } });
    expect(stack.simulator.keys).toHaveLength(2);
  } finally {
    await stack.close();
  }
});
