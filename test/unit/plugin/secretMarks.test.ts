import { allMarked, markedLike, markedNames, withoutMarks } from "../../../provider/plugin/secretMarks";
import { secret } from "../../../provider/shell/secrets";

const MARKED = {
  name: secret("a"),
  list: ["b", secret("c")],
  object: { plain: 1, inner: { hidden: secret({ d: [secret(2)] }) } },
  none: null,
  plain: { e: [] },
};

test("marks are taken off at every depth", () => {
  expect(withoutMarks(MARKED)).toEqual({
    name: "a",
    list: ["b", "c"],
    object: { plain: 1, inner: { hidden: { d: [2] } } },
    none: null,
    plain: { e: [] },
  });
  expect(withoutMarks(secret(null))).toBeNull();
});

test("an asset, which Pulumi signs in the same place, is no secret, and stays", () => {
  const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", hash: "1", text: "a" };
  expect(withoutMarks({ trigger: { file: asset } })).toEqual({ trigger: { file: asset } });
  expect(markedNames({ trigger: asset })).toEqual([]);
  expect(allMarked({ trigger: asset })).toEqual({ trigger: secret(asset) });
});

describe("values are marked as others are", () => {
  test.each<[string, object, object, object]>([
    ["of a secret", { a: 1, b: 2 }, { a: secret(0) }, { a: secret(1), b: 2 }],
    ["of a list with a secret inside, as a whole", { a: [1, 2] }, { a: [0, { b: secret(0) }] }, { a: secret([1, 2]) }],
    [
      "of an object, under the same names",
      { a: { b: 1, c: 2, d: { e: 3 } } },
      { a: { b: secret(0), d: { e: secret(0) }, f: secret(0) } },
      { a: { b: secret(1), c: 2, d: { e: secret(3) } } },
    ],
    ["of an object that was something else", { a: { b: 1 } }, { a: [secret(0)] }, { a: secret({ b: 1 }) }],
    ["of something else that was an object", { a: 1 }, { a: { b: secret(0) } }, { a: secret(1) }],
    ["of what is marked already", { a: secret(1) }, { a: secret(0) }, { a: secret(1) }],
    ["of what is null", { a: null }, { a: secret(0) }, { a: secret(null) }],
    ["of what is not there", { a: undefined }, { a: secret(0), b: secret(0) }, { a: undefined }],
    ["of what an object inherits", { toString: 1 }, {}, { toString: 1 }],
  ])("%s", (_, values, marks, expected) => {
    expect(markedLike({ ...values }, { ...marks })).toEqual(expected);
  });
});

test("names what is secret, and marks everything", () => {
  expect(markedNames(MARKED)).toEqual(["name", "list", "object"]);
  expect(allMarked({ a: 1, b: secret(2) })).toEqual({ a: secret(1), b: secret(2) });
});
