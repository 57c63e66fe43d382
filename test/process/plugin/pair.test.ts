import { secret } from "../../harness/dynamicProvider";
import { failureOf } from "../../harness/failure";
import { KEY, type Made, PAIR, type Properties, UNKNOWN, urnOf, withoutSecretMarks } from "../../harness/plugin";
import { usePlugin } from "../../harness/usePlugin";

const run = usePlugin();
const { jetEmail } = run;
const URN = urnOf(PAIR, "mail");

function tokenOf(slot: string): string {
  return jetEmail.simulator.keys.find(({ name }) => name === `app-test-mail-${slot}`)?.token ?? "";
}

/** What is known at the preview is what the update leads to. */
function expectKept(preview: Properties, outs: Properties): void {
  for (const [name, value] of Object.entries(preview)) {
    if (!JSON.stringify(value).includes(UNKNOWN)) {
      expect([name, value]).toEqual([name, outs[name]]);
    }
  }
}

async function updated(made: Made, news: Properties): Promise<{ preview: Properties; outs: Properties; made: Made }> {
  const inputs = await run.plugin.inputs(URN, news, made.inputs);
  const preview = await run.plugin.update(URN, made, inputs, true);
  const outs = await run.plugin.update(URN, made, inputs);
  expectKept(preview, outs);
  return { preview, outs, made: { ...made, inputs, state: withoutSecretMarks(outs) } };
}

test("a create makes two keys, and its preview says what is known of them", async () => {
  const inputs = await run.plugin.inputs(URN, { quota: 5 });
  const preview = await run.plugin.create(URN, inputs, true);
  expect(preview.outs).toMatchObject({
    name: "app-test-mail",
    quota: 5,
    current: "a",
    apiToken: secret(UNKNOWN),
    previousApiToken: secret(UNKNOWN),
    uuids: { a: UNKNOWN, b: UNKNOWN },
  });
  const { id, outs } = await run.plugin.create(URN, inputs);
  expect(outs).toMatchObject({ apiToken: secret(tokenOf("a")), previousApiToken: secret(tokenOf("b")) });
  expect((outs.uuids as Properties).a).toBe(id);
});

test("a changed quota leaves both tokens known, a rotation all but the new one", async () => {
  const made = await run.plugin.make(URN, { quota: 5 });
  const [a, b] = [tokenOf("a"), tokenOf("b")];
  const quota = await updated(made, { quota: 7 });
  expect(quota.preview).toMatchObject({ apiToken: secret(a), previousApiToken: secret(b), quota: 7 });

  const rotation = await updated(quota.made, { quota: 7, rotationTrigger: 1 });
  expect(rotation.preview).toMatchObject({ apiToken: secret(UNKNOWN), previousApiToken: secret(a), current: "b" });
  expect(rotation.outs).toMatchObject({ apiToken: secret(tokenOf("b")), previousApiToken: secret(a) });

  const revocation = await updated(rotation.made, { quota: 7, rotationTrigger: 1, revokePrevious: true });
  expect(revocation.preview).toMatchObject({ apiToken: secret(tokenOf("b")), previousApiToken: secret(UNKNOWN) });
  expect(revocation.outs.previousRevoked).toBe(true);
});

test("a trigger that is not known yet says nothing of which key will be current", async () => {
  const made = await run.plugin.make(URN, { rotationTrigger: 1 });
  const inputs = await run.plugin.inputs(URN, { rotationTrigger: UNKNOWN }, made.inputs);
  expect(await run.plugin.update(URN, made, inputs, true)).toMatchObject({
    current: UNKNOWN,
    apiToken: secret(UNKNOWN),
    previousApiToken: secret(UNKNOWN),
  });
});

describe("import", () => {
  test("of a pair that has been rotated, by the uuids of its keys: the current one first", async () => {
    const made = await run.plugin.make(URN, { quota: 5 });
    const rotated = await updated(made, { quota: 5, rotationTrigger: 1 });
    const { a, b } = rotated.outs.uuids as Record<string, string>;
    const other = await run.another();
    const { id, outs, inputs } = await other.import(URN, `${b},${a}`);
    expect(id).toBe(`${b},${a}`);
    expect(inputs).toEqual({ name: "app-test-mail", quota: 5 });
    expect(outs).toMatchObject({
      current: "b",
      apiToken: secret(tokenOf("b")),
      previousApiToken: secret(tokenOf("a")),
    });
    const imported = { id, inputs, state: withoutSecretMarks(outs) };
    expect((await other.diff(URN, imported, await other.inputs(URN, inputs, inputs))).changes).toBe("DIFF_NONE");
  });

  test("of two keys that were no pair renames them with the first update", async () => {
    const keys = await Promise.all(["one", "two"].map((name) => run.plugin.make(urnOf(KEY, name), { name })));
    const other = await run.another();
    const { id, outs, inputs } = await other.import(URN, keys.map(({ id: uuid }) => uuid).join(","));
    expect(inputs).toEqual({ name: "one" });
    const imported = { id, inputs, state: withoutSecretMarks(outs) };
    const news = await other.inputs(URN, inputs, inputs);
    expect((await other.diff(URN, imported, news)).changes).toBe("DIFF_SOME");
    expect(other.said.map(({ text }) => text)).toEqual([
      `The update renames the key "one" (${keys[0]?.id}) to "one-a".`,
      `The update renames the key "two" (${keys[1]?.id}) to "one-b".`,
    ]);
    await other.update(URN, imported, news);
    expect(jetEmail.simulator.keys.map(({ name }) => name).sort()).toEqual(["one-a", "one-b"]);
  });

  test("of uuids in another spelling, which a look-up takes, shows the right one", async () => {
    const made = await Promise.all(["mail-a", "mail-b"].map((name) => run.plugin.make(urnOf(KEY, name), { name })));
    const [a = "", b = ""] = made.map(({ id }) => id);
    const other = await run.another();
    for (const spelled of [`${a}, ${b}`, `${a},${b.toUpperCase()}`]) {
      const { message } = await failureOf(other.import(URN, spelled));
      expect(message).toMatch(new RegExp(`Use "${a},${b}"\\. \\[JETEMAIL-812\\]$`));
      expect((await other.read(URN, spelled)).outs).toMatchObject({ uuids: { a, b } });
    }
  });

  test("of two keys with different settings names each that differs, and a look-up finds them", async () => {
    const { edit } = jetEmail.simulator;
    const now = edit.create({ name: "mail-a", quota: 5 });
    const previous = edit.create({ name: "mail-b", quota: 3, ipRestrictions: ["192.0.2.1"] });
    edit.set(previous.uuid, { status: "disabled" });
    const id = `${now.uuid},${previous.uuid}`;
    const { message } = await failureOf(run.plugin.import(URN, id));
    expect(message).toContain(
      `The keys "mail-a" (${now.uuid}) and "mail-b" (${previous.uuid}) have different settings`,
    );
    expect(message).toContain('(quota: 5 and 3, ipRestrictions: [] and ["192.0.2.1"], enabled: true and false)');
    expect(message).toContain("[JETEMAIL-811]");
    expect((await run.plugin.read(URN, id)).id).toBe(id);
  });

  test.each(["u1", "u1,", "u1,u1", "u1,u2,u3", ""])("of '%s' says what an id is", async (id) => {
    expect((await failureOf(run.plugin.import(URN, id))).message).toContain("JETEMAIL-808");
  });

  test("of a key that does not exist says which", async () => {
    const { id } = await run.plugin.make(urnOf(KEY));
    const { message } = await failureOf(run.plugin.import(URN, `${id},missing`));
    expect(message).toContain('"missing"');
    expect(message).toContain("JETEMAIL-802");
  });
});

test("a key that is gone is created again, which the change of what was read shows", async () => {
  const made = await run.plugin.make(URN, { quota: 5 });
  await jetEmail.client.deleteKey(tokenOf("b"));
  const other = await run.another();
  const { id, outs, inputs } = await other.read(URN, made.id, made.state, made.inputs);
  const left = { id, inputs, state: withoutSecretMarks(outs) };
  const news = await other.inputs(URN, { quota: 5 }, inputs);
  expect(await other.diff(URN, left, news)).toEqual({
    changes: "DIFF_SOME",
    detailed: { missing: "DELETE of inputs" },
  });
  expect(await other.update(URN, left, news, true)).toMatchObject({ previousApiToken: secret(UNKNOWN) });
  await other.update(URN, left, news);
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("deleting deletes both", async () => {
  const made = await run.plugin.make(URN);
  await run.plugin.delete(URN, made);
  expect(jetEmail.simulator.keys).toEqual([]);
});
