import { KeyLookup } from "../../../provider/lookup/keyLookup";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";
import { shown } from "../../harness/shown";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
let config: Record<string, string>;
let lookup: KeyLookup;

beforeEach(() => {
  const { accountKey, url } = jetEmail.simulator;
  config = { "jetemail:apiKey": accountKey, "jetemail:baseUrl": url };
  lookup = new KeyLookup((key) => config[key], {});
});

const byName = (name: string) => lookup.key({ name }, undefined);

test("sends one request for any number of look-ups, concurrent or not", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "one", quota: 5 });
  jetEmail.simulator.edit.create({ name: "two" });
  const [one, two, keys] = await Promise.all([lookup.key({ uuid }, undefined), byName("two"), lookup.keys(undefined)]);
  expect(one).toMatchObject({ uuid, name: "one", quota: 5 });
  expect(two.name).toBe("two");
  expect(keys.map(({ name }) => name)).toEqual(["one", "two"]);
  expect(await byName("one")).toEqual(one);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test.each([(uuid: string) => uuid.toUpperCase(), (uuid: string) => ` ${uuid}\n`])(
  "finds a uuid in another spelling: %s",
  async (spelled) => {
    const { uuid } = jetEmail.simulator.edit.create({ name: "one" });
    expect(await lookup.key({ uuid: spelled(uuid) }, undefined)).toMatchObject({ uuid, name: "one" });
  },
);

test("finds a key created since by one more request, for all look-ups that miss one", async () => {
  await lookup.keys(undefined);
  const { uuid } = jetEmail.simulator.edit.create({ name: "late" });
  const found = await Promise.all([byName("late"), lookup.key({ uuid }, undefined), byName("late")]);
  expect(found.map((key) => key.uuid)).toEqual([uuid, uuid, uuid]);
  expect(jetEmail.calls()).toEqual(["GET", "GET"]);
});

test("names a key that does not exist, and lists the keys again in the next look-up for it", async () => {
  expect((await failureOf(byName("none"))).message).toBe('JetEmail has no key with the name "none". [JETEMAIL-805]');
  expect(jetEmail.calls()).toEqual(["GET"]);
  const error = await failureOf(lookup.key({ uuid: "u-1" }, undefined));
  expect(error.message).toBe('JetEmail has no key with the uuid "u-1". [JETEMAIL-805]');
  jetEmail.simulator.edit.create({ name: "none" });
  expect((await byName("none")).name).toBe("none");
});

test("chooses none of several keys with the name, and lists their uuids", async () => {
  const [a, b] = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "mail" }).uuid);
  expect((await failureOf(byName("mail"))).message).toBe(
    `JetEmail has 2 keys with the name "mail". Use one of their uuids: ${a}, ${b}. [JETEMAIL-806]`,
  );
  Object.assign(jetEmail.simulator.options, { dialect: "older", name: true });
  lookup.invalidate();
  expect((await failureOf(byName("mail"))).message).toContain("Use one of their uuids: unknown, unknown.");
});

test("does not cache a failed request", async () => {
  jetEmail.simulator.edit.create({ name: "one" });
  jetEmail.simulator.faults.add({ status: 401 });
  const [first, second] = await Promise.all([failureOf(byName("one")), failureOf(lookup.keys(undefined))]);
  expect([first, second]).toMatchObject([{ codes: [301] }, { codes: [301] }]);
  expect(jetEmail.calls()).toEqual(["GET"]);
  expect((await byName("one")).name).toBe("one");
});

test("fetches the list again after it was invalidated", async () => {
  const { uuid } = jetEmail.simulator.edit.create({ name: "one" });
  const { token } = await byName("one");
  const rotated = jetEmail.simulator.edit.rotate(uuid);
  expect((await byName("one")).token).toBe(token);
  lookup.invalidate();
  expect((await byName("one")).token).toBe(rotated.token);
});

test("looks up the keys of each account with its own account key", async () => {
  jetEmail.simulator.edit.create({ name: "one" });
  config["jetemail:accounts"] = JSON.stringify({ eu: { apiKey: jetEmail.simulator.accountKey } });
  config["jetemail:apiKey"] = "api_wrong";
  expect((await lookup.key({ name: "one" }, "eu")).name).toBe("one");
  expect(await failureOf(byName("one"))).toMatchObject({
    codes: [301],
    message: expect.stringContaining("Check the account key"),
  });
  expect(await failureOf(lookup.keys("us"))).toMatchObject({ message: expect.stringContaining('account "us"') });
  expect([lookup.isConfigured(undefined), lookup.isConfigured("eu"), lookup.isConfigured("us")]).toEqual([
    true,
    true,
    false,
  ]);
});

test("does not show a credential that was given as a name", async () => {
  expect(shown(await failureOf(byName("transactional_0123456789abcdef")))).not.toContain("0123456789");
});

describe("a list that may not be complete", () => {
  const entry = { name: "odd", quota: "many" };
  const withMore = () => jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "first page" });
  const MORE = 'its field "has_more" says that there is more. [JETEMAIL-807]';
  const UNREADABLE = "1 of its entries cannot be read. [JETEMAIL-807]";

  beforeEach(() => {
    for (const name of ["one", "two"]) {
      jetEmail.simulator.edit.create({ name });
    }
  });

  test("still has the keys that it shows", async () => {
    jetEmail.simulator.options.extraEntries = [entry];
    withMore();
    expect((await byName("one")).name).toBe("one");
  });

  test("does not show that there is no other key", async () => {
    const lacks = 'JetEmail\'s list of keys shows none with the name "none", but may not be complete: ';
    withMore();
    expect((await failureOf(byName("none"))).message).toBe(lacks + MORE);
    jetEmail.simulator.options.extraEntries = [entry];
    expect((await failureOf(byName("none"))).message).toBe(lacks + UNREADABLE);
  });

  test("is no list of all keys", async () => {
    withMore();
    expect((await failureOf(lookup.keys(undefined))).message).toBe(
      `JetEmail's list of keys may not be complete: ${MORE}`,
    );
    jetEmail.simulator.options.extraEntries = [entry];
    lookup.invalidate();
    expect((await failureOf(lookup.keys(undefined))).message).toBe(
      `JetEmail's list of keys may not be complete: ${UNREADABLE}`,
    );
  });
});
