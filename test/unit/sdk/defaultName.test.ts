import * as pulumi from "@pulumi/pulumi";
import { defaultName } from "../../../provider/values/defaultName";
import { nameOrDefault } from "../../../sdk/nodejs/defaultName";
import { resolved, startEngine } from "../../harness/mockedEngine";

const MAX = 64;
const HASH = "-[0-9a-f]{8}$";

function nameOf({ project = "app", stack = "dev", resource = "receipts", max = MAX } = {}): string {
  return defaultName(project, stack, resource, max);
}

describe("the default name", () => {
  test.each([
    ["receipts", "app-dev-receipts"],
    ["my_key 2", "app-dev-my_key 2"],
    ["x".repeat(56), `app-dev-${"x".repeat(56)}`],
  ])("of %s is %s", (resource, expected) => {
    expect(nameOf({ resource })).toBe(expected);
  });

  test("stays the same from version to version, with its hash", () => {
    expect(nameOf({ resource: "a.b/c:d" })).toBe("app-dev-a-b-c-d-84d128be");
  });

  test.each<[string, Parameters<typeof nameOf>[0], string]>([
    ["a character was replaced", { resource: "a.b" }, `^app-dev-a-b${HASH}`],
    ["it was cut", { resource: "x".repeat(57) }, `^app-dev-x{47}${HASH}`],
    ["a hyphen may belong to the project or to the stack", { stack: "dev-eu" }, `^app-dev-eu-receipts${HASH}`],
    ["a hyphen may belong to the stack or to the project", { project: "my-app" }, `^my-app-dev-receipts${HASH}`],
  ])("ends with a hash where %s", (_, parts, expected) => {
    expect(nameOf(parts)).toMatch(new RegExp(expected));
  });

  test("keeps to the limit, hash included", () => {
    expect(nameOf({ resource: "領".repeat(80), max: 62 })).toHaveLength(62);
    expect(nameOf({ resource: "x.".repeat(28) })).toHaveLength(MAX);
  });

  test.each<[string, Parameters<typeof nameOf>[0][]]>([
    ["replaced characters", ["領収書", "請求書", "----"].map((resource) => ({ resource }))],
    ["punctuation", ["a.b", "a/b", "a-b", "a b"].map((resource) => ({ resource }))],
    ["cut ends", ["", "y", "z"].map((end) => ({ resource: "x".repeat(57) + end }))],
    [
      "hyphens in project and stack",
      [
        { project: "shop", stack: "dev-eu" },
        { project: "shop-dev", stack: "eu" },
        { project: "shop", stack: "dev", resource: "eu-receipts" },
      ],
    ],
  ])("differs where the resources differ in %s", (_, resources) => {
    expect(new Set(resources.map(nameOf)).size).toBe(resources.length);
  });
});

describe("the name of a resource", () => {
  beforeEach(async () => {
    await startEngine();
  });

  async function named(naming: object): Promise<unknown> {
    const name = nameOrDefault(naming, "receipts", MAX);
    return pulumi.Output.isInstance(name) ? resolved(name as pulumi.Output<unknown>) : name;
  }

  test.each<[string, object, string | undefined]>([
    ["is the given one", { name: "mail" }, "mail"],
    ["is the given one of a key that is adopted", { name: "mail", adopt: "u1" }, "mail"],
    ["is the default one", {}, "app-dev-receipts"],
    ["is the default one where it is null", { name: null, adopt: null }, "app-dev-receipts"],
    ['is the default one with `adopt: "new"`', { adopt: "new" }, "app-dev-receipts"],
    ["is left out where a key is adopted, which keeps its own", { adopt: "u1" }, undefined],
  ])("%s, also where it is known later", async (_, naming, expected) => {
    expect(await named(naming)).toBe(expected);
    const later = Object.entries(naming).map(([name, value]) => [name, pulumi.output(value)]);
    expect(await named(Object.fromEntries(later))).toBe(expected);
  });
});
