import * as pulumi from "@pulumi/pulumi";
import { secretArguments } from "../../../sdk/nodejs/secretArguments";
import { resolved, startEngine } from "../../harness/mockedEngine";

beforeEach(async () => {
  await startEngine();
});

test("names the arguments that are secret, or contain what is", async () => {
  const secrets = secretArguments({
    name: pulumi.secret("internal"),
    quota: pulumi.output(5),
    approvedDomains: ["a.example", pulumi.secret("b.example")],
    ipRestrictions: pulumi.output(["::1", pulumi.secret("::2")]),
    rotationTrigger: { version: [pulumi.secret(1)] },
    account: "eu",
  });
  expect(await resolved(secrets as pulumi.Output<unknown>)).toEqual([
    ...["name", "approvedDomains", "ipRestrictions", "rotationTrigger"],
  ]);
});

test("is undefined where no argument is an output", () => {
  expect(secretArguments({ name: "mail", quota: 5, account: undefined, adopt: null, ipRestrictions: ["::1"] })).toBe(
    undefined,
  );
});

test("resolves to undefined where no output is secret", async () => {
  const secrets = secretArguments({ name: pulumi.output("mail") });
  expect(await resolved(secrets as pulumi.Output<unknown>)).toBeUndefined();
});

test("does not make itself secret, since names of arguments are none", async () => {
  const secrets = secretArguments({ name: pulumi.secret("internal") });
  expect(await pulumi.isSecret(secrets as pulumi.Output<unknown>)).toBe(false);
});
