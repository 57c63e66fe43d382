import { type Simulator, startSimulator } from "../harness/simulator";
import { Stack } from "../harness/stack";

let stack: Stack;
let second: Simulator;
beforeAll(async () => {
  stack = await Stack.create();
  second = await startSimulator();
  stack.simulator.edit.create(SETTINGS);
  stack.simulator.edit.set(only("legacy").uuid, { usage: 42 });
  stack.simulator.edit.create({ name: "twin" });
  stack.simulator.edit.create({ name: "twin" });
});
afterAll(async () => {
  await stack.close();
  await second.close();
});

let env: Record<string, string>;
beforeEach(() => {
  env = { ...stack.env };
  stack.calls();
});
afterEach(() => {
  Object.assign(stack.env, env);
});

const SETTINGS = { name: "legacy", approvedDomains: ["a.example"], quota: 5, ipRestrictions: ["192.0.2.1"] };

function only(name: string) {
  const [key, ...others] = stack.simulator.keys.filter((candidate) => candidate.name === name);
  if (!key || others.length > 0) {
    throw new Error(`expected one key named ${name}`);
  }
  return key;
}

/** A program whose stack outputs are what the body returns. */
function program(body: string) {
  stack.program(`
    const pulumi = require("@pulumi/pulumi");
    const jetemail = require("./jetemail");
    const { getTransactionalKey, getTransactionalKeyOutput, getTransactionalKeys, getTransactionalKeysOutput } = jetemail;
    module.exports = async () => {${body}};
  `);
}

async function outputs(...options: string[]): Promise<Record<string, unknown>> {
  return JSON.parse((await stack.succeeds("stack", "output", "--json", ...options)).stdout) as Record<string, unknown>;
}

test("keys are looked up by uuid, by name and all together, and all look-ups of a program make one call", async () => {
  const { uuid, token, createdAt } = only("legacy");
  program(`
    const uuid = "${uuid}";
    const [byUuid, byName, all] = await Promise.all([
      getTransactionalKey({ uuid }),
      getTransactionalKey({ name: "legacy" }),
      getTransactionalKeys(),
    ]);
    return {
      byUuid, byName, all,
      again: await getTransactionalKey({ uuid }),
      outputByUuid: getTransactionalKeyOutput({ uuid: pulumi.output(uuid) }),
      outputByName: getTransactionalKeyOutput({ name: pulumi.output("legacy") }),
      outputAll: getTransactionalKeysOutput(),
    };
  `);
  await stack.up();
  expect(stack.calls()).toEqual(["GET"]);

  const legacy = {
    ...{ ...SETTINGS, allowAllDomains: false, uuid, apiToken: token, status: "active", usage: 42 },
    createdAt: new Date(createdAt).toISOString(),
    tokenFingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
  };
  const all = [legacy, expect.objectContaining({ name: "twin" }), expect.objectContaining({ name: "twin" })];
  expect(await outputs("--show-secrets")).toEqual({
    ...{ byUuid: legacy, byName: legacy, again: legacy, outputByUuid: legacy, outputByName: legacy },
    ...{ all, outputAll: all },
  });
});

test("a token that was looked up is a secret of the stack, and logging what was found does not show it", async () => {
  const { uuid, token } = only("legacy");
  program(`
    const util = require("node:util");
    const key = await getTransactionalKey({ uuid: "${uuid}" });
    const keys = await getTransactionalKeys();
    for (const found of [key, keys, key.apiToken, getTransactionalKeyOutput({ uuid: "${uuid}" })]) {
      console.log("logged", found);
      console.error(util.inspect(found, { depth: 10, showHidden: true }));
      console.log(JSON.stringify(found));
      console.log(\`\${found} \${found.apiToken}\`);
      await pulumi.log.info(util.inspect(found, { depth: 10 }));
    }
    return { key, keys, output: getTransactionalKeyOutput({ uuid: "${uuid}" }), uuid: key.uuid };
  `);
  const up = await stack.up();
  expect(up.text).toContain("logged");
  const plain = await stack.succeeds("stack", "output");
  const json = await stack.succeeds("stack", "output", "--json");
  const preview = await stack.preview();
  const exported = await stack.exported();
  const places = { up: up.text, plain: plain.text, json: json.text, preview: preview.text, exported };
  for (const [place, text] of Object.entries({ ...places, files: stack.stateFiles().join("\n") })) {
    const found = stack.simulator.issuedTokens.filter((issued) => text.includes(issued));
    expect({ place, found: found.length }).toEqual({ place, found: 0 });
  }
  // What is no token is no secret.
  expect(await outputs()).toMatchObject({ key: { name: "legacy", usage: 42, apiToken: "[secret]" }, uuid });
  expect(await stack.exported("--show-secrets")).toContain(token);
});

test("a look-up that matches no key or several, or has neither or both of uuid and name, fails with the reason", async () => {
  program(`
    const messages = {};
    for (const [name, args] of Object.entries({
      none: { name: "nobody" },
      noUuid: { uuid: "11111111-2222-3333-4444-555555555555" },
      several: { name: "twin" },
      neither: {},
      empty: { name: "" },
      both: { name: "legacy", uuid: "${only("legacy").uuid}" },
    })) {
      messages[name] = await getTransactionalKey(args).then(() => "found", (error) => error.message);
    }
    return messages;
  `);
  await stack.up();
  const uuids = stack.simulator.keys.filter(({ name }) => name === "twin").map(({ uuid }) => uuid);
  const saying = (text: string) => expect.stringContaining(text);
  const eitherOr = saying(
    "getTransactionalKey takes either `uuid` or `name`, and it must not be empty. [JETEMAIL-804]",
  );
  expect(await outputs()).toEqual({
    none: saying('JetEmail has no key with the name "nobody". [JETEMAIL-805]'),
    noUuid: saying('JetEmail has no key with the uuid "11111111-2222-3333-4444-555555555555". [JETEMAIL-805]'),
    several: saying(`2 keys with the name "twin". Use one of their uuids: ${uuids.join(", ")}. [JETEMAIL-806]`),
    ...{ neither: eitherOr, empty: eitherOr, both: eitherOr },
  });

  // Of either form, the error ends the preview already.
  program(`return { found: getTransactionalKeyOutput({ name: pulumi.output("twin") }) };`);
  expect((await stack.fails("preview")).text).toContain(`Use one of their uuids: ${uuids.join(", ")}`);
  program(`return { found: await getTransactionalKey({ name: "nobody" }) };`);
  expect((await stack.fails("preview")).text).toContain('JetEmail has no key with the name "nobody". [JETEMAIL-805]');
});

test("a key that this update is about to create is unknown to a preview, not missing", async () => {
  program(`
    const key = new jetemail.TransactionalKey("own", { name: "own" });
    return { found: getTransactionalKeyOutput({ name: key.name }).uuid };
  `);
  await stack.preview();
  await stack.up();
  expect(await outputs("--show-secrets")).toEqual({ found: only("own").uuid });
});

test("a key that an update creates or rotates is looked up in the same update with its new token", async () => {
  const declare = (trigger: string) =>
    program(`
      const before = await getTransactionalKeys();
      const key = new jetemail.TransactionalKey("key", { name: "managed", rotationTrigger: "${trigger}" });
      const found = getTransactionalKeyOutput({ uuid: key.uuid });
      return {
        before: before.filter(({ name }) => name === "managed").map(({ tokenFingerprint }) => tokenFingerprint),
        token: found.apiToken, sameFingerprint: pulumi.unsecret(pulumi.all([found.tokenFingerprint, key.tokenFingerprint]).apply(([a, b]) => a === b)),
        later: found.uuid.apply((uuid) => getTransactionalKey({ uuid })).apiToken,
      };
    `);
  declare("one");
  await stack.preview();
  await stack.up();
  const created = only("managed");
  expect(await outputs("--show-secrets")).toEqual({
    ...{ before: [], token: created.token, later: created.token, sameFingerprint: true },
  });

  declare("two");
  await stack.preview();
  await stack.up();
  const rotated = only("managed");
  expect(rotated.token).not.toBe(created.token);
  expect(await outputs("--show-secrets")).toEqual({
    before: [expect.any(String)],
    ...{ token: rotated.token, later: rotated.token, sameFingerprint: true },
  });
  stack.program("");
  await stack.up();
});

const REMEDY = "Set it with `pulumi config set --secret jetemail:apiKey <key>`";

test("at a preview without an account key the output forms are unknown", async () => {
  delete stack.env.JETEMAIL_API_KEY;
  program(`return { one: getTransactionalKeyOutput({ name: "legacy" }).name, all: getTransactionalKeysOutput() };`);
  const { stdout } = await stack.preview();
  expect(stdout).toMatch(/\+ one *: \[unknown\]/);
  expect(stdout).toMatch(/\+ all *: \[unknown\]/);
  expect((await stack.upFails()).text).toContain(REMEDY);
});

test("without an account key, a look-up whose result is no output says how to set it, at a preview too", async () => {
  delete stack.env.JETEMAIL_API_KEY;
  for (const promise of ['getTransactionalKey({ name: "legacy" })', "getTransactionalKeys()"]) {
    program(`return { found: await ${promise} };`);
    expect((await stack.fails("preview")).text).toContain(`No JetEmail account key is configured. ${REMEDY}`);
  }
  expect(stack.calls()).toEqual([]);
});

test("an address that would show the account key to the network is refused", async () => {
  stack.env.JETEMAIL_BASE_URL = "http://jetemail.example";
  for (const found of ["await getTransactionalKeys()", "getTransactionalKeysOutput()"]) {
    program(`return { found: ${found} };`);
    expect((await stack.fails("preview")).text).toContain("JETEMAIL_BASE_URL is plain http");
  }
});

test("a look-up asks the account it names", async () => {
  await stack.succeeds("config", "set", "--secret", "--path", "jetemail:accounts.second.apiKey", second.accountKey);
  await stack.succeeds("config", "set", "--path", "jetemail:accounts.second.baseUrl", second.url);
  const other = second.edit.create({ name: "legacy" });
  program(`
    const account = "second";
    return {
      one: await getTransactionalKey({ name: "legacy", account }),
      all: await getTransactionalKeys({ account }),
      output: getTransactionalKeyOutput({ uuid: "${other.uuid}", account: pulumi.output(account) }),
      outputAll: getTransactionalKeysOutput({ account: pulumi.output(account) }),
      here: await getTransactionalKey({ name: "legacy" }),
      missing: await getTransactionalKey({ name: "legacy", account: "third" }).catch(({ message }) => message),
    };
  `);
  const { text } = await stack.up();
  expect(second.requests.map(({ method }) => method)).toEqual(["GET"]);
  expect(stack.calls()).toEqual(["GET"]);
  const found = expect.objectContaining({ uuid: other.uuid, apiToken: other.token });
  expect(await outputs("--show-secrets")).toMatchObject({
    ...{ one: found, all: [found], output: found, outputAll: [found], here: { uuid: only("legacy").uuid } },
    missing: expect.stringContaining("pulumi config set --secret --path 'jetemail:accounts.third.apiKey' <key>"),
  });
  expect(text).not.toContain(other.token);
  expect(text).not.toContain(second.accountKey);
});
