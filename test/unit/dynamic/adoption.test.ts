import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { ROTATED_AT } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import {
  expectOneLine,
  expectOnlyAMessage,
  keyProviderOf,
  NO_RETRIES,
  type PartialFailure,
  PROVIDER,
  type Provider,
  pairProviderOf,
  secret,
  stateOf,
} from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const LATER = "2026-09-09T00:00:00.000Z";
const printed: string[] = [];
let run: Run;
let shell: Provider;

beforeEach(() => {
  const { accountKey, url } = jetEmail.simulator;
  run = new Run({ JETEMAIL_API_KEY: accountKey, JETEMAIL_BASE_URL: url }, NO_RETRIES);
  shell = keyProviderOf(run);
  printed.length = 0;
  jest.spyOn(process.stdout, "write").mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  jest.restoreAllMocks();
});

const given = (args: object) => ({ name: "legacy", __provider: PROVIDER, ...args });
const inputs = (args: object) => given({ ...args, rotatedAt: ROTATED_AT });

test("an adoption takes the token over as a secret and prints one line of what it changed", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy", quota: 1 });
  const checked = await shell.check({}, given({ adopt: uuid, quota: 2 }));
  expect(checked.failures).toEqual([]);
  const { id, outs } = await shell.create(checked.inputs);
  expect(id).toBe(uuid);
  expect(outs).toMatchObject({ apiToken: secret(token), quota: 2, adopt: uuid });
  expect(printed).toEqual([`Adopted the JetEmail key "legacy" (${uuid}): quota: 1 => 2.\n`]);
});

test("an adoption that changes nothing says so", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "legacy" });
  await shell.create(inputs({ adopt: uuid }));
  expect(printed.join("")).toContain("no settings changed");
});

test("an adoption that stopped half-way hands Pulumi what it must save, the provider included", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  jetEmail.simulator.faults.add({ count: Number.POSITIVE_INFINITY, method: "PATCH", skip: 1, status: 500 });
  const error = await failureOf<PartialFailure>(shell.create(inputs({ adopt: uuid, quota: 2, enabled: false })));
  expect(error).toMatchObject({ id: uuid, properties: { quota: 2, apiToken: secret(token), __provider: PROVIDER } });
  expect(error.message + error.reasons.join("")).not.toContain(token);
});

test("an adoption of a key that does not exist creates none", async () => {
  const error = await failureOf(shell.create(inputs({ adopt: "u1" })));
  expect(error.message).toContain('Could not create the key "legacy". JetEmail has no key with the uuid "u1"');
  expectOnlyAMessage(error, jetEmail.simulator.accountKey);
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("two resources that adopt one key are refused at preview, and so is one whose uuid is wrong", async () => {
  expect((await shell.check({}, given({ adopt: "u1" }))).failures).toEqual([]);
  expect((await shell.check({}, given({ adopt: "u1" }))).failures).toEqual([
    { property: "adopt", reason: expect.stringContaining('Another resource of this program adopts "u1" too.') },
  ]);
  expect((await shell.check({}, given({ adopt: "transactional_1" }))).failures).toHaveLength(1);
});

test.each([UNKNOWN, undefined])("an adoption of %p says nothing of other resources at preview", async (adopt) => {
  for (let times = 0; times < 2; times += 1) {
    expect((await shell.check({}, given({ adopt }))).failures).toEqual([]);
  }
});

test("a resource that exists already does not adopt anew", async () => {
  for (let times = 0; times < 2; times += 1) {
    expect((await shell.check(inputs({ adopt: "u1" }), given({ adopt: "u1" }))).failures).toEqual([]);
  }
});

test("a key that this stack holds is not adopted, whichever comes first", async () => {
  const { id, outs } = await shell.create(inputs({}));
  await shell.diff(id, stateOf(outs), inputs({}));
  expect((await shell.check({}, given({ adopt: id }))).failures).toMatchObject([{ property: "adopt" }]);
  expect((await failureOf(shell.create(inputs({ adopt: id })))).message).toContain(
    "This stack already manages the key",
  );

  const other = keyProviderOf(new Run({}));
  await other.check({}, given({ adopt: id }));
  const error = await failureOf(other.diff(id, stateOf(outs), inputs({})));
  expect(error.message).toContain(`Could not compare the key "legacy". Another resource of this program has`);
  expectOnlyAMessage(error, jetEmail.key.token);
});

test("a key of a pair that this stack holds is not adopted", async () => {
  const pairs = pairProviderOf(run);
  const args = inputs({ current: "a" });
  const { id, outs } = await pairs.create(args);
  await pairs.diff(id, stateOf(outs), args);
  for (const { uuid } of jetEmail.simulator.keys) {
    expect((await shell.check({}, given({ adopt: uuid }))).failures).toMatchObject([{ property: "adopt" }]);
  }
});

test("a key that another resource adopted is not deleted with the one that held it before", async () => {
  const { uuid, token } = jetEmail.simulator.edit.create({ name: "legacy" });
  await shell.check({}, given({ adopt: uuid }));
  const old = { name: "le\u001b[2Jgacy\n", apiToken: token, __provider: PROVIDER };
  const refused = await failureOf(shell.delete(uuid, old));
  expect(refused.message).toContain("is to adopt the key");
  expectOneLine(refused.message);

  await shell.create(inputs({ adopt: uuid }));
  await shell.delete(uuid, old);
  expect(jetEmail.key.token).toBe(token);
  expect(printed.at(-1)).toBe(
    `The JetEmail key "le [2Jgacy " (${uuid}) is kept: another resource adopted it in this update or in an interrupted one.\n`,
  );
});

test("a key that a resource holds since an update that was interrupted is not deleted with the one that held it before", async () => {
  const { id, outs } = await shell.create(inputs({}));
  const old = stateOf(outs);
  await shell.diff(id, { ...old, rotatedAt: LATER }, inputs({}));
  await shell.delete(id, old);
  expect(jetEmail.key.uuid).toBe(id);
  expect(printed.at(-1)).toContain(`The JetEmail key "legacy" (${id}) is kept: another resource adopted it`);
  await shell.delete(id, { ...old, rotatedAt: LATER });
  expect(jetEmail.simulator.keys).toEqual([]);
});

test("a key is managed in the account that it names", async () => {
  const env = { JETEMAIL_API_KEY: "api_wrong", JETEMAIL_API_KEY_EU: jetEmail.simulator.accountKey };
  const eu = keyProviderOf(new Run({ ...env, JETEMAIL_BASE_URL: jetEmail.simulator.url }));
  const args = inputs({ account: "eu" });
  const { id, outs } = await eu.create(args);
  const state = stateOf(outs);
  expect(state.account).toBe("eu");
  expect(await eu.read(id, state)).toMatchObject({ id, props: { account: "eu" }, inputs: { account: "eu" } });
  expect(await eu.read(id, { account: "eu" })).toMatchObject({ id, props: { account: "eu" } });
  await eu.update(id, state, { ...args, quota: 1 });
  await eu.delete(id, state);
  expect(jetEmail.simulator.keys).toEqual([]);
  expect((await failureOf(eu.create(inputs({})))).message).toContain("JetEmail answered 401");
});
