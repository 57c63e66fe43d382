import { declare } from "../../../provider/key/declare";
import { key } from "../../../provider/key/resource";
import { pair } from "../../../provider/pair/resource";
import { Run } from "../../../provider/run/run";
import { UNKNOWN } from "../../../provider/values/unknown";
import { CLAIMANT, RESOURCE } from "../../harness/arguments";

const OLDS = { name: "mail" };
let run: Run;
let announced: jest.SpyInstance;

beforeEach(() => {
  run = new Run({});
  announced = jest.spyOn(run.pendingCreates, "expect");
});

const expected = (...names: string[]) => names.map((name) => run.ownedKeys.expected(name));

describe("a resource that exists", () => {
  test("is expected to own a key of its old name", async () => {
    await declare(run, key, RESOURCE, OLDS, { ...OLDS, name: "post" });
    expect(expected("mail", "post")).toEqual([1, 0]);
    await run.ownedKeys.own([], CLAIMANT);
    expect(expected("mail")).toEqual([0]);
  });

  test("is expected to own both keys of a pair", async () => {
    await declare(run, pair, RESOURCE, OLDS, OLDS);
    expect(expected("mail", "mail-a", "mail-b")).toEqual([0, 1, 1]);
  });

  test("announces no create and reserves no key to adopt", async () => {
    expect(await declare(run, key, RESOURCE, OLDS, { ...OLDS, adopt: "u1" })).toBeUndefined();
    expect(run.ownedKeys.isReserved({ id: "u1", apiToken: "t1" })).toBe(false);
    expect(announced).not.toHaveBeenCalled();
  });
});

describe("a resource that is to be created", () => {
  test("announces a create, and is expected to own nothing", async () => {
    expect(await declare(run, key, RESOURCE, {}, OLDS)).toBeUndefined();
    expect(announced).toHaveBeenCalledTimes(1);
    expect(expected("mail")).toEqual([0]);
  });

  test("reserves the key that it adopts, and conflicts with another one that does", async () => {
    expect(await declare(run, key, RESOURCE, {}, { ...OLDS, adopt: "u1" })).toBeUndefined();
    expect(run.ownedKeys.isReserved({ id: "u1", apiToken: "t1" })).toBe(true);
    expect(await declare(run, key, "another resource", {}, { ...OLDS, adopt: "u1" })).toMatchObject({ codes: [112] });
  });

  test.each([
    ["new", "new"],
    ["unknown", UNKNOWN],
    ["absent", undefined],
  ])("reserves nothing when `adopt` is %s", async (_, adopt) => {
    for (let times = 0; times < 2; times++) {
      expect(await declare(run, key, RESOURCE, {}, { ...OLDS, adopt })).toBeUndefined();
    }
  });
});
