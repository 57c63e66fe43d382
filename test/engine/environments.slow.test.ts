import { readFileSync } from "node:fs";
import path from "node:path";
import { ACCOUNT_KEY, commandsUnder, Environments } from "../harness/environments";
import { startSimulator } from "../harness/simulator";

let environments: Environments;
beforeEach(async () => {
  environments = await Environments.create();
});
afterEach(async () => {
  await environments.close();
});

const NAMES = ["alerts", "receipts-a", "receipts-b"];
const namesIn = (...stacks: string[]) => stacks.flatMap((stack) => NAMES.map((name) => `mail-${stack}-${name}`)).sort();
const STACKS = ["dev", "staging", "prod"];

test("the README's commands set up three environments in one account, a consumer, and a user's own passphrase and key", async () => {
  const [tryIt = "", consumer = ""] = commandsUnder("Try it").map((block) =>
    block.replace("http://127.0.0.1:8787", environments.simulator.url),
  );
  const [makeItYours = ""] = commandsUnder("Make it yours");
  // `login` decides, as for a user.
  delete environments.env.PULUMI_BACKEND_URL;
  delete environments.env.PULUMI_CONFIG_PASSPHRASE;

  const { stdout } = await environments.bash.succeeds(tryIt);
  expect(environments.simulator.keys.map(({ name }) => name).sort()).toEqual(namesIn(...STACKS));
  expect(stdout).toMatch(/receiptsToken +\[secret\]/);
  expect(environments.key("mail-prod-receipts-a")).toMatchObject({
    approvedDomains: ["example.com", "mail.example.com"],
    quota: 50_000,
    ipRestrictions: ["10.3.0.0/16"],
  });

  const passphrase = "export PULUMI_CONFIG_PASSPHRASE=environments-example\n";
  const { stdout: consumed } = await environments.bash.succeeds(passphrase + consumer);
  expect(consumed).toMatch(/mailToken +\[secret\]/);
  const { stdout: token } = await environments.bash.succeeds(
    `${passphrase}cd consumer; pulumi stack output mailToken --show-secrets --stack dev`,
  );
  expect(token.trim()).toBe(environments.key("mail-dev-receipts-a").token);

  await environments.bash.succeeds("pulumi login file://$(mktemp -d)");
  const own = await environments.bash.succeeds(`${makeItYours}pulumi config get jetemail:apiKey --stack dev`, {
    input: "api_of_a_user",
  });
  expect(own.stdout.trim().split("\n").at(-1)).toBe("api_of_a_user");
  await environments.bash.succeeds("! grep -q secure: Pulumi.staging.yaml Pulumi.prod.yaml");
});

test("with an account key of its own, each environment is in its own account, and only the keys of prod are protected", async () => {
  const accounts = await Promise.all(STACKS.map((stack) => startSimulator({ accountKey: `api_${stack}` })));
  const at = (stack: string) => ({ env: { JETEMAIL_BASE_URL: accounts[STACKS.indexOf(stack)]?.url ?? "" } });
  const names = () => accounts.map(({ keys }) => keys.map(({ name }) => name).sort());
  for (const [index, stack] of STACKS.entries()) {
    await environments.bash.succeeds(
      `pulumi stack init ${stack}
       pulumi config set --secret jetemail:apiKey ${accounts[index]?.accountKey} --stack ${stack}
       pulumi up --yes --skip-preview --stack ${stack}`,
      at(stack),
    );
  }
  expect(names()).toEqual(STACKS.map((stack) => namesIn(stack)));

  const { text } = await environments.bash.fails("pulumi destroy --yes --skip-preview --stack prod", at("prod"));
  expect(text).toMatch(/protected/);
  await environments.bash.succeeds("pulumi destroy --yes --skip-preview --stack dev", at("dev"));
  expect(names()).toEqual([[], namesIn("staging"), namesIn("prod")]);
  await Promise.all(accounts.map((account) => account.close()));
});

test("a wrong configuration is refused at preview, every problem at once, with a command that sets it right", async () => {
  await environments.bash.succeeds(`pulumi stack init dev
    pulumi config set --path mail:quotas.receipts 0 --stack dev
    pulumi config set --path 'mail:domains[0]' localhost --stack dev
    pulumi config set --path 'mail:ranges[0]' 10.0.0.0/99 --stack dev
    pulumi config set mail:protect maybe --stack dev
    pulumi config set mail:qouta 5 --stack dev
    pulumi config rm mail:rotation --stack dev`);
  const { text } = await environments.bash.fails("pulumi preview --stack dev");
  const problems = text.split("\n").flatMap((line) => /- (mail:.+)/.exec(line)?.[1] ?? []);
  expect(problems).toEqual([
    "mail:domains[0] must be a domain. For example: pulumi config set --path 'mail:domains[0]' mail.example.com --stack dev",
    "mail:quotas.receipts must be a whole number from 1 to 1000000. For example: pulumi config set --path 'mail:quotas.receipts' 10000 --stack dev",
    "mail:ranges[0] must be an address or a CIDR range. For example: pulumi config set --path 'mail:ranges[0]' 10.1.0.0/16 --stack dev",
    "mail:protect must be true or false. For example: pulumi config set --path 'mail:protect' true --stack dev",
    "mail:rotation must be a value such as a date. For example: pulumi config set --path 'mail:rotation' 2026-01-31 --stack dev",
    "mail:qouta is not a setting. Remove it: pulumi config rm --path 'mail:qouta' --stack dev",
  ]);

  for (const problem of problems) {
    await environments.bash.succeeds(problem.slice(problem.indexOf("pulumi config")));
  }
  await environments.bash.succeeds("pulumi preview --stack dev");
  expect(environments.simulator.requests).toEqual([]);
});

test("an update does what its plan says: a create, a rotation and a changed quota, but nothing that was not reviewed", async () => {
  const [reviewed = ""] = commandsUnder("The plan that was reviewed is the one that is applied");
  const [preview = "", up = ""] = reviewed.replaceAll("prod", "dev").trim().split("\n");
  const { simulator, bash } = environments;
  const key = () => environments.key("mail-dev-receipts-a");
  const change = (setting: string, value: string) =>
    bash.succeeds(`perl -pi -e 's/${setting}: .*/${setting}: ${value}/' Pulumi.dev.yaml`);
  const planShowsNoSecret = () => {
    const plan = readFileSync(path.join(environments.folder, "plan.json"), "utf8");
    expect([ACCOUNT_KEY, ...simulator.issuedTokens].filter((secret) => plan.includes(secret))).toEqual([]);
  };

  await bash.succeeds(`pulumi stack init dev\n${preview}`);
  planShowsNoSecret();
  await bash.succeeds(up);
  expect(simulator.keys.map(({ name }) => name).sort()).toEqual(namesIn("dev"));

  const first = await environments.output("dev", "receiptsToken");
  await change("receipts", "700");
  await change("mail:rotation", "2026-02-28");
  await bash.succeeds(preview);
  planShowsNoSecret();
  simulator.edit.set(environments.key("mail-dev-alerts").uuid, { quota: 7 });
  await bash.succeeds("pulumi refresh --yes --skip-preview --stack dev");
  simulator.clearRequests();
  const { text } = await bash.fails(up);
  expect(text).toMatch(/::alerts violates plan: properties changed: =~quota\[\{50\}\]/);
  expect(simulator.requests).toEqual([]);

  await bash.succeeds(`${preview}\n${up}`);
  expect(key().quota).toBe(700);
  expect(environments.key("mail-dev-alerts").quota).toBe(50);
  const second = await environments.output("dev", "receiptsToken");
  expect(second).toBe(environments.key("mail-dev-receipts-b").token);
  expect(key().token).toBe(first);

  // What was reviewed and is done already is no violation: the deployment can be repeated.
  await bash.succeeds(up);
  expect(await environments.output("dev", "receiptsToken")).toBe(second);
});
