import { key } from "../../../provider/key/resource";
import { pair } from "../../../provider/pair/resource";
import schema from "../../../provider/plugin/schema.json";
import { LIMITS } from "../../../provider/values/limits";
import { makeSchema } from "../../../tools/schema/schema";

const { "jetemail:index:TransactionalKey": keySchema, "jetemail:index:TransactionalKeyPair": pairSchema } =
  schema.resources;

interface Property {
  readonly description: string;
}

const argumentsOf = (resource: { inputProperties: object }) =>
  Object.entries(resource.inputProperties as Record<string, Property>);

test("is what the source says: `npm run schema` writes it", () => {
  expect(schema).toEqual(makeSchema());
});

test("has every argument that is checked, but for the account, which is a provider", () => {
  const expected = (kind: { arguments: object }) => Object.keys(kind.arguments).filter((name) => name !== "account");
  expect(Object.keys(keySchema.inputProperties)).toEqual(expected(key));
  expect(Object.keys(pairSchema.inputProperties)).toEqual(expected(pair));
});

test("every argument says its default, and what a change does", () => {
  const EFFECT =
    /A change updates|the token is rotated|does not rotate by itself|a later change is ignored|in the same update/;
  for (const [name, { description }] of [...argumentsOf(keySchema), ...argumentsOf(pairSchema)]) {
    expect([name, description]).toEqual([name, expect.stringMatching(/\n\nDefault: .+\./)]);
    expect([name, description]).toEqual([name, expect.stringMatching(EFFECT)]);
  }
});

test("the limits are those that are checked", () => {
  const { name, quota, approvedDomains, ipRestrictions } = keySchema.inputProperties;
  expect(name.description).toContain(`1 to ${LIMITS.name} `);
  expect(quota.description.replaceAll(" ", "")).toContain(`0to${LIMITS.quota}`);
  expect(approvedDomains.description).toContain(`at most ${LIMITS.approvedDomains}`);
  expect(ipRestrictions.description).toContain(`at most ${LIMITS.ipRestrictions}`);
  expect(pairSchema.inputProperties.name.description).toContain(`at most ${LIMITS.pairName} `);
});

test("no default is left to an SDK, which would declare it or store what it reads from the environment", () => {
  expect(JSON.stringify(schema)).not.toMatch(/"(default|defaultInfo)":/);
});

test("tokens and the account key are secret, and nothing else", () => {
  const secrets = (properties: object) =>
    Object.entries(properties).flatMap(([name, { secret }]) => (secret === true ? [name] : []));
  expect(secrets(keySchema.properties)).toEqual(["apiToken"]);
  expect(secrets(pairSchema.properties)).toEqual(["apiToken", "previousApiToken"]);
  expect(secrets(schema.config.variables)).toEqual(["apiKey"]);
  expect(secrets(schema.provider.inputProperties)).toEqual(["apiKey"]);
});

test("the types of the dynamic resources are aliases", () => {
  expect(keySchema.aliases).toEqual([{ type: "pulumi-nodejs:dynamic/jetemail:TransactionalKey" }]);
  expect(pairSchema.aliases).toEqual([{ type: "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair" }]);
});

test("no text is of the dynamic resource alone", () => {
  expect(JSON.stringify(schema)).not.toMatch(/import does not work|\{@|another `account`/);
});
