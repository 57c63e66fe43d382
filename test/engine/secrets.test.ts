import { readFileSync } from "node:fs";
import path from "node:path";
import { Stack } from "../harness/stack";

/**
 * Everything that runs on the real engine leave behind, searched for every token and account key there ever was. Some
 * places are Pulumi's own traces, which show the secrets of any resource: there the same is found for a secret of a
 * plain dynamic resource and for another secret of the configuration, and nowhere else.
 */

const OTHERS_SECRET = "a-secret-output-of-another-provider";
/** Arguments that the program gives as secrets. */
const OWN_NAME = "a-name-that-is-a-secret";
const OWN_TRIGGER = "a-trigger-that-is-a-secret";
const OTHERS_CONFIG = "a-secret-of-the-configuration";
const OTHER_RESOURCE = `
  const { dynamic } = require("@pulumi/pulumi");
  const provider = { async create() { return { id: "1", outs: { value: ["a-secret", "output-of-another-provider"].join("-") } }; } };
  const other = new dynamic.Resource(provider, "other", { value: undefined }, { additionalSecretOutputs: ["value"] });
  exports.other = other.value;
`;

/** The lines of Pulumi's own log and events that show secrets, by the texts they begin with. */
const OWN_LINES = [
  "Marshaling property for RPC[Provider[", // the configuration on its way to the provider process
  "Unmarshaling property for RPC[Provider[", // what a provider answered
  "Marshaling property for RPC[ResourceMonitor.RegisterResource(", // the answer on its way to the program
  "RegisterResource RPC finished:", // the same as the SDK received it, also as an event of the engine
  "Unmarshaling property for RPC[ResourceMonitor.RegisterResourceOutputs(", // the stack's outputs
];

/** The messages that PULUMI_DEBUG_GRPC records with secrets in them: those which must carry them. */
const CARRIERS = [
  "/pulumirpc.LanguageRuntime/Run",
  "/pulumirpc.ResourceMonitor/RegisterResource",
  "/pulumirpc.ResourceMonitor/RegisterResourceOutputs",
  "/pulumirpc.ResourceProvider/CheckConfig",
  "/pulumirpc.ResourceProvider/Configure",
  "/pulumirpc.ResourceProvider/Create",
];
/** The stack's configuration, which newer language hosts ask for. */
const CONFIGURATION = "/pulumirpc.ResourceMonitor/GetDeploymentInfo";

let stack: Stack;
/** What was left behind, by the place. */
const places = new Map<string, string[]>();

function leave(place: string, ...texts: string[]): void {
  places.set(place, [...(places.get(place) ?? []), ...texts]);
}

async function see(run: Promise<{ stdout: string; stderr: string }>): Promise<void> {
  const { stdout, stderr } = await run;
  leave("standard output", stdout);
  leave("standard error", stderr);
}

beforeAll(async () => {
  stack = await Stack.create();
  delete stack.env.JETEMAIL_API_KEY;
  stack.env.PULUMI_DEBUG_COMMANDS = "true"; // brings --event-log
  const grpcLog = path.join(stack.folder, "grpc.json");
  const eventLog = path.join(stack.folder, "events.json");

  await see(stack.succeeds("config", "set", "--secret", "jetemail:apiKey", stack.simulator.accountKey));
  await see(stack.succeeds("config", "set", "--secret", "app:other", OTHERS_CONFIG));
  stack.program(stack.source + OTHER_RESOURCE);
  const own = (reason: string) => ({ name: { $secret: OWN_NAME }, rotationTrigger: { $secret: { reason } } });
  stack.declare({ one: { quota: 1 }, pair: { $class: "TransactionalKeyPair" }, own: own(OWN_TRIGGER) });
  leave("preview --json", (await stack.succeeds("preview", "--json")).text);

  stack.env.PULUMI_DEBUG_GRPC = grpcLog;
  leave("the log", (await stack.up("-v=9", "--logtostderr", "--logflow", "--event-log", eventLog)).text);
  delete stack.env.PULUMI_DEBUG_GRPC;
  leave("the gRPC log", readFileSync(grpcLog, "utf8"));
  leave("the event log", readFileSync(eventLog, "utf8"));

  stack.declare({
    one: { quota: 2, rotationTrigger: 1 },
    pair: { $class: "TransactionalKeyPair", rotationTrigger: 1 },
    own: own(`${OWN_TRIGGER} again`),
  });
  leave("up --json", (await stack.up("--json")).text);

  for (const { uuid } of stack.simulator.keys) {
    stack.simulator.edit.rotate(uuid); // as in the dashboard
  }
  await see(stack.succeeds("refresh", "--yes", "--diff"));
  await see(stack.preview());
  await see(stack.up("--diff"));
  await see(stack.succeeds("stack", "output"));
  await see(stack.succeeds("stack", "output", "one"));

  // A key that is created only in part, and a refused change, each with an answer that repeats the secrets.
  const error = `no ${stack.simulator.issuedTokens.join(" ")} for ${stack.simulator.accountKey}`;
  const others = {
    pair: { $class: "TransactionalKeyPair", rotationTrigger: 1 },
    own: own(`${OWN_TRIGGER} again`),
    two: {},
  };
  stack.declare({ one: { quota: 2, rotationTrigger: 1 }, ...others });
  stack.simulator.faults.add({ method: "GET", skip: 1, status: 400, body: { success: false, error } });
  await see(stack.upFails("--diff"));
  stack.declare({ one: { quota: 3, rotationTrigger: 1 }, ...others });
  stack.simulator.faults.add({ method: "PATCH", status: 403, body: { success: false, error } });
  await see(stack.upFails("--diff"));
  stack.simulator.faults.clear();
  const { NODE_OPTIONS = "" } = stack.env;
  stack.crashOnToken();
  leave("a crash", (await stack.pulumi("refresh", "--yes", "--skip-preview")).text);
  stack.env.NODE_OPTIONS = NODE_OPTIONS;
  await see(stack.refresh("--diff"));
  await see(stack.succeeds("stack", "output", "--json"));
  leave("the exported state", await stack.exported());
  leave("the state's files", ...stack.stateFiles());
});

afterAll(async () => {
  await stack.close();
});

/** A secret as it is, URL-encoded, and in base64 at each of its three alignments. */
function formsOf(secret: string): string[] {
  const base64 = [0, 1, 2].map((offset) => {
    const encoded = Buffer.from("\0".repeat(offset) + secret).toString("base64");
    // Without the characters that depend on what stands before and after.
    return encoded.slice(offset === 0 ? 0 : 4, -4);
  });
  return [secret, encodeURIComponent(secret), ...base64];
}

const ourSecrets = () => [...stack.simulator.issuedTokens, stack.simulator.accountKey];

/** The lines of a place that show one of these secrets, in whatever form. */
function linesShowing(place: string, secrets: readonly string[]): string[] {
  const forms = secrets.flatMap(formsOf);
  const lines = (places.get(place) ?? []).join("\n").split("\n");
  return lines.filter((line) => forms.some((form) => line.includes(form)));
}

function ownLineOf(line: string): string {
  return OWN_LINES.find((own) => line.includes(own)) ?? line;
}

function messageOf(line: string): string {
  return String((JSON.parse(line) as { method: unknown }).method);
}

test.each([
  "standard output",
  "standard error",
  "preview --json",
  "a crash",
  "the exported state",
  "the state's files",
])("no secret is in %s", (place) => {
  expect(places.get(place)?.join("").length).toBeGreaterThan(0);
  const secrets = [...ourSecrets(), OWN_NAME, OWN_TRIGGER, OTHERS_SECRET, OTHERS_CONFIG];
  expect(linesShowing(place, secrets)).toEqual([]);
});

test("an uncaught exception in the provider's process is shown", () => {
  expect(places.get("a crash")?.join()).toContain("crashed by a test");
});

test.each(["the log", "the event log", "up --json"])("secrets in %s are in Pulumi's own lines only", (place) => {
  const ours = new Set(linesShowing(place, ourSecrets()).map(ownLineOf));
  expect([...ours].filter((line) => !OWN_LINES.includes(line))).toEqual([]);
  expect(ours.size).toBeGreaterThan(0);
});

test("the log and the event log show the secrets of others in the very same lines", () => {
  for (const place of ["the log", "the event log"]) {
    const ours = new Set(linesShowing(place, ourSecrets()).map(ownLineOf));
    const others = new Set(linesShowing(place, [OTHERS_SECRET, OTHERS_CONFIG]).map(ownLineOf));
    expect({ place, lines: [...ours].sort() }).toEqual({ place, lines: [...others].sort() });
  }
});

test("the gRPC log shows secrets in the messages that carry them, those of others in the same", () => {
  const ours = new Set(linesShowing("the gRPC log", ourSecrets()).map(messageOf));
  const others = new Set(linesShowing("the gRPC log", [OTHERS_SECRET, OTHERS_CONFIG]).map(messageOf));
  for (const messages of [ours, others]) {
    messages.delete(CONFIGURATION);
    expect([...messages].sort()).toEqual(CARRIERS);
  }
});

test("the search finds a secret in every form", () => {
  for (const secret of ourSecrets()) {
    const encodings = [0, 1, 2].map((offset) => Buffer.from(`${"x".repeat(offset)}${secret}yz`).toString("base64"));
    for (const text of [secret, encodeURIComponent(secret), ...encodings]) {
      expect(formsOf(secret).some((form) => text.includes(form))).toBe(true);
    }
  }
  expect(ourSecrets().length).toBeGreaterThanOrEqual(10);
});

test("the state holds every live token, as its holder can see", async () => {
  const revealed = await stack.exported("--show-secrets");
  for (const { token } of stack.simulator.keys) {
    expect(revealed).toContain(token);
  }
  expect(revealed).toContain(stack.simulator.accountKey);
});
