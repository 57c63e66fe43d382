import * as pulumi from "@pulumi/pulumi";
import { jsonTrigger } from "../../../sdk/nodejs/rotationTrigger";
import { failureOf } from "../../harness/failure";
import { resolved, startEngine } from "../../harness/mockedEngine";
import { runNode } from "../../harness/nodeProcess";

beforeEach(async () => {
  await startEngine();
});

const check = (trigger: unknown) => jsonTrigger(trigger, undefined);

test.each<{ trigger: unknown }>(
  [
    ...["v1", "", 0, -1.5, true, null, undefined, [], {}],
    ...[["a", { b: [1, null] }], { a: { b: "c" } }, Object.assign(Object.create(null), { a: 1 })],
  ].map((trigger) => ({ trigger })),
)("passes on JSON as it is: $trigger", ({ trigger }) => {
  expect(check(trigger)).toEqual(trigger);
});

test.each<[unknown, string]>([
  [new Date(0), "rotationTrigger is an instance of Date,"],
  [new Map([["a", 1]]), "rotationTrigger is an instance of Map,"],
  [Object.create({ a: 1 }), "rotationTrigger is an instance of Object,"],
  [Object.create(Object.create(null)), "rotationTrigger is an instance of a class,"],
  [() => 1, "rotationTrigger is a function,"],
  [Symbol("a"), "rotationTrigger is a symbol,"],
  [1n, "rotationTrigger is a bigint,"],
  [Number.NaN, "rotationTrigger is NaN,"],
  [Number.POSITIVE_INFINITY, "rotationTrigger is Infinity,"],
  [{ at: [1, { date: new Date(0) }] }, "rotationTrigger.at[1].date is an instance of Date,"],
])("refuses what is no JSON, and says where it is and what to use: %p", (trigger, problem) => {
  expect(() => check(trigger)).toThrow(problem);
  expect(() => check(trigger)).toThrow(/Use a string, such as `\.toISOString\(\)` of a Date.* \[JETEMAIL-117\]$/);
});

describe("a trigger that is known later", () => {
  test("is passed on where it is JSON, and stays secret", async () => {
    const trigger = check({ a: pulumi.secret("v1"), b: pulumi.output([1]) }) as Record<string, pulumi.Output<unknown>>;
    const { a, b } = trigger as { a: pulumi.Output<unknown>; b: pulumi.Output<unknown> };
    expect([await resolved(a), await resolved(b)]).toEqual(["v1", [1]]);
    expect([await pulumi.isSecret(a), await pulumi.isSecret(b)]).toEqual([true, false]);
    expect(await check(Promise.resolve("v2"))).toBe("v2");
  });

  test("is refused where it is no JSON", async () => {
    const { a } = check({ a: Promise.resolve(new Date(0)) }) as { a: Promise<unknown> };
    expect((await failureOf(a)).message).toContain("rotationTrigger.a is an instance of Date,");
  });

  test("ends the program where an output turns out to be no JSON", async () => {
    const code = `
      const pulumi = require("@pulumi/pulumi");
      const { jsonTrigger } = require("./dist/sdk/nodejs/rotationTrigger");
      process.once("unhandledRejection", ({ message }) => {
        console.log(message);
        process.exit();
      });
      jsonTrigger(pulumi.output(0).apply((at) => new Date(at)));
    `;
    expect(await runNode(code)).toContain("rotationTrigger is an instance of Date,");
  });
});

test("points at the resource that contains the one with the trigger", () => {
  const parent = new pulumi.ComponentResource("test:index:Component", "parent");
  try {
    jsonTrigger(new Date(0), parent);
  } catch (error) {
    expect((error as pulumi.ResourceError).resource).toBe(parent);
  }
  expect.assertions(1);
});
