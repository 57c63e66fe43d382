import { readFileSync } from "node:fs";
import path from "node:path";
import { YamlStack } from "../harness/yamlStack";

/** What runs on the real engine leave behind, searched for every token and account key there ever was. */

let stack: YamlStack;
const places = new Map<string, string>();
const secrets = () => [...stack.simulator.issuedTokens, stack.simulator.accountKey];

/** The parts of Pulumi's own log that must carry secrets: what it sends to plugins and programs, and receives. */
const OWN_LINES = /^.*(Marshaling property for RPC|Unmarshaling property for RPC|RegisterResource RPC finished).*$/gm;
const OWN_MESSAGES = [
  "CheckConfig",
  "Configure",
  "Create",
  "RegisterResource",
  "RegisterResourceOutputs",
  "Run",
  "Update",
];

beforeAll(async () => {
  stack = await YamlStack.create();
  const { accountKey } = stack.simulator;
  delete stack.env.JETEMAIL_API_KEY;
  await stack.succeeds("config", "set", "--secret", "jetemail:apiKey", accountKey);
  const pair = { $class: "TransactionalKeyPair" };
  const grpcLog = path.join(stack.folder, "grpc.json");
  stack.declare({ one: { quota: 1 }, pair });
  places.set("preview", (await stack.preview()).text);
  stack.env.PULUMI_DEBUG_GRPC = grpcLog;
  places.set("the log", (await stack.up("-v=9", "--logtostderr", "--logflow")).text);
  delete stack.env.PULUMI_DEBUG_GRPC;
  places.set("the gRPC log", readFileSync(grpcLog, "utf8"));
  stack.declare({ one: { quota: 2, rotationTrigger: 1 }, pair: { ...pair, rotationTrigger: 1 } });
  places.set("a diff", (await stack.up("--diff")).text);

  const error = `no ${secrets().join(" ")}`;
  stack.declare({ one: { quota: 2, rotationTrigger: 1 }, pair: { ...pair, rotationTrigger: 1 }, two: {} });
  stack.simulator.faults.add({ method: "GET", skip: 1, status: 400, body: { success: false, error } });
  places.set("a create in part", (await stack.upFails("--diff")).text);
  stack.simulator.faults.clear();
  stack.declare({ one: { quota: 2, rotationTrigger: 1 }, pair: { ...pair, rotationTrigger: 1 } });
  const { NODE_OPTIONS = "" } = stack.env;
  stack.crashOnToken();
  places.set("a crash", (await stack.fails("refresh", "--yes", "--skip-preview")).text);
  stack.env.NODE_OPTIONS = NODE_OPTIONS;
  await stack.succeeds("config", "set", "--plaintext", "jetemail:apikey", accountKey);
  places.set("a refused setting", (await stack.fails("preview", "--diff")).text);
  await stack.succeeds("config", "rm", "jetemail:apikey");
  places.set("a refresh", (await stack.refresh("--diff")).text);
  places.set("outputs", (await stack.succeeds("stack", "output", "--json")).text);
  places.set("the exported state", await stack.exported());
  places.set("the state's files", stack.stateFiles().join("\n"));
});
afterAll(async () => {
  await stack.close();
});

const showing = (text: string) =>
  secrets().filter(
    (secret) => text.includes(secret) || text.includes(Buffer.from(secret).toString("base64").slice(0, -4)),
  );

test.each([
  "preview",
  "a diff",
  "a create in part",
  "a crash",
  "a refused setting",
  "a refresh",
  "outputs",
  "the exported state",
  "the state's files",
])("%s shows no secret", (place) => {
  expect(places.get(place)).not.toBe("");
  expect(showing(places.get(place) ?? secrets().join())).toEqual([]);
});

test("a crash and a refused setting are told", () => {
  expect(places.get("a crash")).toContain("crashed by a test");
  expect(places.get("a refused setting")).toContain("JETEMAIL-213");
});

test("the log shows secrets in Pulumi's own lines only", () => {
  const log = places.get("the log") ?? "";
  expect(showing(log).length).toBeGreaterThan(0);
  expect(showing(log.replace(OWN_LINES, ""))).toEqual([]);
});

test("the gRPC log shows secrets in the messages that have to carry them only", () => {
  const lines = (places.get("the gRPC log") ?? "").split("\n").filter((line) => showing(line).length > 0);
  const methods = lines.map((line) => String((JSON.parse(line) as { method: string }).method).replace(/.*\//, ""));
  expect(methods.length).toBeGreaterThan(0);
  expect([...new Set(methods)].filter((method) => !OWN_MESSAGES.includes(method))).toEqual([]);
});

test("the state has every live token, as its holder can see", async () => {
  const revealed = await stack.exported("--show-secrets");
  for (const { token } of stack.simulator.keys) {
    expect(revealed).toContain(token);
  }
});
