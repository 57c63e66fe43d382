import { Stack } from "../harness/stack";

let stack: Stack;
beforeAll(async () => {
  stack = await Stack.create();
});
afterAll(async () => {
  await stack.close();
});

const forms = (secret: string) => [secret, Buffer.from(secret).toString("base64").slice(0, -4)];

test("neither a token nor the account key is in clear in the state or in what a user sees", async () => {
  const seen: string[] = [];
  const look = async (run: Promise<{ text: string }>) => seen.push((await run).text);
  // The account key from the stack's config, encrypted there.
  delete stack.env.JETEMAIL_API_KEY;
  await look(stack.succeeds("config", "set", "--secret", "jetemail:apiKey", stack.simulator.accountKey));
  stack.declare({ one: { quota: 1 }, two: { enabled: false } });
  await look(stack.succeeds("preview", "--json"));
  await look(stack.up());
  await look(stack.succeeds("stack", "output"));
  await look(stack.succeeds("stack", "output", "one"));
  stack.declare({ one: { quota: 2 }, two: {} });
  await look(stack.preview());
  await look(stack.up("--diff"));
  for (const { uuid } of stack.simulator.keys) {
    stack.simulator.edit.rotate(uuid);
  }
  await look(stack.succeeds("refresh", "--yes", "--diff"));
  await look(stack.up("--diff"));
  await look(stack.succeeds("preview", "--json"));

  // Half-way results, and refusals whose text repeats the secrets.
  stack.declare({ one: { quota: 2 }, two: {}, three: {} });
  await look(stack.during({ method: "GET", skip: 1, status: 500 }, () => stack.fails("up", "--yes", "--skip-preview")));
  stack.declare({ one: { quota: 3 }, two: {}, three: {} });
  const [first] = stack.simulator.issuedTokens;
  const error = `no key ${first} for ${stack.simulator.accountKey}`;
  stack.simulator.faults.add({ method: "PATCH", status: 403, body: { success: false, error } });
  await look(stack.fails("up", "--yes", "--skip-preview"));
  await look(stack.refresh());

  const secrets = [...stack.simulator.issuedTokens, stack.simulator.accountKey];
  expect(secrets).toHaveLength(6);
  const exported = await stack.exported();
  const places = { seen: seen.join("\n"), exported, files: stack.stateFiles().join("\n") };
  for (const [place, text] of Object.entries(places)) {
    const found = secrets.flatMap(forms).filter((form) => text.includes(form));
    expect({ place, found }).toEqual({ place, found: [] });
  }

  const revealed = await stack.exported("--show-secrets");
  for (const { token } of stack.simulator.keys) {
    expect(revealed).toContain(token);
  }
  expect(revealed).toContain(stack.simulator.accountKey);
});

/**
 * Pulumi's engine and its Node SDK log what passes between them, and what a provider answers, before anything is masked.
 * The lines are theirs, by the texts they begin with; secrets of any resource stand in them.
 */
const PULUMIS_OWN = [
  "Marshaling property for RPC[Provider[", // the configuration as it goes to the provider process
  "Unmarshaling property for RPC[Provider[", // what create, update or read of a provider answered
  "Marshaling property for RPC[ResourceMonitor.RegisterResource(", // the answer on its way to the program
  "RegisterResource RPC finished:", // the same as the SDK received it
  "Unmarshaling property for RPC[ResourceMonitor.RegisterResourceOutputs(", // the stack's outputs
];

const OTHERS_SECRET = "a-secret-output-of-another-provider";
const OTHER_RESOURCE = `
  const { dynamic } = require("@pulumi/pulumi");
  const provider = { async create() { return { id: "1", outs: { value: ["a-secret", "output-of-another-provider"].join("-") } }; } };
  const other = new dynamic.Resource(provider, "other", { value: undefined }, { additionalSecretOutputs: ["value"] });
  exports.other = other.value;
`;

test.each([
  ["the log at -v=9", ["-v=9", "--logtostderr"]],
  ["the event stream of up --json", ["--json"]],
])("in %s secrets stand in Pulumi's own lines only, those of other providers too", async (_where, options) => {
  const program = stack.source;
  stack.declare({ logged: {} });
  stack.program(program + OTHER_RESOURCE);
  const { text } = await stack.up(...options);
  const secrets = [...stack.simulator.issuedTokens, stack.simulator.accountKey];
  const showing = text.split("\n").filter((line) => secrets.some((secret) => line.includes(secret)));
  expect(showing.filter((line) => !PULUMIS_OWN.some((own) => line.includes(own)))).toEqual([]);
  expect(text).toContain(OTHERS_SECRET);
  await stack.destroy();
  stack.program(program);
});
