import { KeyLookup } from "../../../../sdk/nodejs/lookup/keyLookup";
import { failureOf } from "../../../harness/failure";
import { useJetEmail } from "../../../harness/jetEmail";
import { shown } from "../../../harness/shown";

const jetEmail = useJetEmail();
let config: Record<string, string>;
let lookUps: KeyLookup;

beforeEach(() => {
  const { accountKey, url } = jetEmail.simulator;
  config = { "jetemail:apiKey": accountKey, "jetemail:baseUrl": url };
  lookUps = new KeyLookup((key) => config[key], {});
});

const byName = (name: string) => lookUps.key({ name }, undefined);

test("any number of look-ups, one after the other or at once, share one call", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "one", quota: 5 });
  jetEmail.simulator.edit.create({ name: "two" });
  const [one, two, keys] = await Promise.all([
    lookUps.key({ uuid }, undefined),
    byName("two"),
    lookUps.keys(undefined),
  ]);
  expect(one).toMatchObject({ uuid, name: "one", quota: 5 });
  expect(two.name).toBe("two");
  expect(keys.map(({ name }) => name)).toEqual(["one", "two"]);
  expect(await byName("one")).toEqual(one);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("a key that was created since is found by one more call, which serves all that miss one", async () => {
  await lookUps.keys(undefined);
  const { uuid } = jetEmail.simulator.edit.create({ name: "late" });
  const found = await Promise.all([byName("late"), lookUps.key({ uuid }, undefined), byName("late")]);
  expect(found.map((key) => key.uuid)).toEqual([uuid, uuid, uuid]);
  expect(jetEmail.calls()).toEqual(["GET", "GET"]);
});

test("a key that is nowhere is named, and the next look-up for it asks again", async () => {
  expect((await failureOf(byName("none"))).message).toBe('JetEmail has no key with the name "none". [JETEMAIL-805]');
  expect(jetEmail.calls()).toEqual(["GET"]);
  const error = await failureOf(lookUps.key({ uuid: "u-1" }, undefined));
  expect(error.message).toBe('JetEmail has no key with the uuid "u-1". [JETEMAIL-805]');
  jetEmail.simulator.edit.create({ name: "none" });
  expect((await byName("none")).name).toBe("none");
});

test("of several keys of one name none is chosen: their uuids are listed", async () => {
  const [a, b] = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "twin" }).uuid);
  expect((await failureOf(byName("twin"))).message).toBe(
    `JetEmail has 2 keys with the name "twin". Use one of their uuids: ${a}, ${b}. [JETEMAIL-806]`,
  );
  jetEmail.simulator.options.dialect = "older";
  lookUps.invalidate();
  expect((await failureOf(byName("twin"))).message).toContain("Use one of their uuids: unknown, unknown.");
});

test("a look-up that failed is not remembered", async () => {
  jetEmail.simulator.edit.create({ name: "one" });
  jetEmail.simulator.faults.add({ status: 401 });
  const [first, second] = await Promise.all([failureOf(byName("one")), failureOf(lookUps.keys(undefined))]);
  expect([first, second]).toMatchObject([{ codes: [301] }, { codes: [301] }]);
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect((await byName("one")).name).toBe("one");
});

test("what is forgotten is asked anew", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "one" });
  const { token } = await byName("one");
  const rotated = jetEmail.simulator.edit.rotate(uuid);
  expect((await byName("one")).token).toBe(token);
  lookUps.invalidate();
  expect((await byName("one")).token).toBe(rotated.token);
});

test("each account is asked for its own keys, with its own account key", async () => {
  jetEmail.simulator.edit.create({ name: "one" });
  config["jetemail:accounts"] = JSON.stringify({ eu: { apiKey: jetEmail.simulator.accountKey } });
  config["jetemail:apiKey"] = "api_wrong";
  expect((await lookUps.key({ name: "one" }, "eu")).name).toBe("one");
  expect(await failureOf(byName("one"))).toMatchObject({
    codes: [301],
    message: expect.stringContaining("Check the account key"),
  });
  expect(await failureOf(lookUps.keys("us"))).toMatchObject({ message: expect.stringContaining('account "us"') });
  expect([lookUps.isConfigured(undefined), lookUps.isConfigured("eu"), lookUps.isConfigured("us")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("a name that holds a credential is not shown where it is not found", async () => {
  expect(shown(await failureOf(byName("transactional_0123456789abcdef")))).not.toContain("0123456789");
});
