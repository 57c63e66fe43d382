import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { resourceStamp } from "../../../sdk/nodejs/resourceStamp";
import { resolved, startEngine } from "../../harness/mockedEngine";

const TYPE = "test:index:Key";

class Key extends pulumi.CustomResource {
  readonly stamp: pulumi.Input<string>;

  constructor(name: string, opts: pulumi.CustomResourceOptions = {}) {
    super(TYPE, name, {}, opts);
    this.stamp = resourceStamp(TYPE, name, opts.parent);
  }
}

beforeEach(async () => {
  await startEngine({ project: "app", stack: "dev" });
});

const stampOf = (resource: Key) => resolved(pulumi.output(resource.stamp));

/** By the URN that Pulumi itself gives the resource. */
async function expected(resource: Key): Promise<string> {
  return createHash("sha256")
    .update(await resolved(resource.urn))
    .digest("hex")
    .slice(0, 12);
}

test("is the beginning of the hash of the URN that Pulumi gives the resource, in a component too", async () => {
  const parent = new pulumi.ComponentResource("test:index:Component", "parent");
  const resources = [new Key("mail"), new Key("post"), new Key("mail", { parent })];
  const stamps = await Promise.all(resources.map(stampOf));
  expect(stamps).toEqual(await Promise.all(resources.map(expected)));
  expect(new Set(stamps).size).toBe(3);
});

test("differs from stack to stack and from project to project", async () => {
  const stamps = [await stampOf(new Key("mail"))];
  await startEngine({ project: "app", stack: "prod" });
  stamps.push(await stampOf(new Key("mail")));
  await startEngine({ project: "shop", stack: "dev" });
  stamps.push(await stampOf(new Key("mail")));
  expect(new Set(stamps).size).toBe(3);
});

test("stays the same from version to version: states have it", () => {
  expect(resourceStamp("pulumi-nodejs:dynamic/jetemail:TransactionalKey", "receipts", undefined)).toBe("6ef544fcdb5f");
});
