import { UNKNOWN } from "../../../provider/values/unknown";
import { checkKey } from "../../harness/arguments";

const NAME = { name: "receipts" };

describe("a value with its default", () => {
  test("is omitted from the inputs", () => {
    const defaults = { allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [], enabled: true };
    expect(checkKey({}, { ...NAME, ...defaults })).toEqual({ inputs: NAME, failures: [] });
    expect(checkKey({ ...NAME, ...defaults }, { ...NAME, ...defaults }).inputs).toEqual(NAME);
  });

  test("is included when it replaces another value, so that a preview shows the change", () => {
    const olds = {
      ...NAME,
      allowAllDomains: true,
      approvedDomains: ["example.com"],
      quota: 500,
      ipRestrictions: ["::1"],
      enabled: false,
    };
    expect(checkKey(olds, NAME)).toEqual({
      inputs: { ...NAME, allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [], enabled: true },
      failures: [],
    });
    expect(checkKey(olds, { ...NAME, quota: 0 }).inputs).toMatchObject({ quota: 0 });
  });

  test("is omitted again in the run after that", () => {
    expect(checkKey({ ...NAME, quota: 0, approvedDomains: [] }, NAME).inputs).toEqual(NAME);
  });

  test("is omitted after a value that was never known", () => {
    expect(checkKey({ ...NAME, quota: UNKNOWN }, NAME).inputs).toEqual(NAME);
  });

  test("is kept when it is declared for an adoption, and only there", () => {
    const args = { name: "legacy", approvedDomains: [], quota: 0, enabled: true, adopt: "u1" };
    expect(checkKey({}, args).inputs).toEqual(args);
    expect(checkKey({ name: "legacy", adopt: "u1" }, args).inputs).toEqual({ name: "legacy", adopt: "u1" });
  });
});

test("leaves arguments as they were given when one of them is invalid", () => {
  const given = { name: "receipts", quota: -1, approvedDomains: ["B.example", "a.example"] };
  expect(checkKey({}, given).inputs).toEqual(given);
});

test("accepts unknown values, as a whole and inside lists", () => {
  const unknown = {
    name: UNKNOWN,
    allowAllDomains: UNKNOWN,
    approvedDomains: ["b.example", UNKNOWN, "A.example"],
    quota: UNKNOWN,
    ipRestrictions: UNKNOWN,
    enabled: UNKNOWN,
  };
  const { inputs, failures } = checkKey({}, unknown);
  expect(failures).toEqual([]);
  expect(inputs).toEqual({ ...unknown, approvedDomains: ["b.example", UNKNOWN, "a.example"] });
});
