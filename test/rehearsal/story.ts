import type { StoredKey } from "../simulator";
import type { Rehearsal } from "./rehearsal";

const STACKS = ["dev", "staging", "prod"];

/** One commit's way through three environments, and what a team meets on it. */
export async function play(rehearsal: Rehearsal): Promise<void> {
  const { environments } = rehearsal;
  const { simulator } = environments;
  const expect = rehearsal.expect.bind(rehearsal);
  const step = rehearsal.step.bind(rehearsal);
  const key = (stack: string, name: string) => environments.key(`mail-${stack}-${name}`);
  const works = (token: string) => simulator.keys.some((each) => each.token === token && each.status === "active");
  const receipts = (stack: string) => environments.output(stack, "receiptsToken");
  const dashboard = (uuid: string, changes: Parameters<typeof simulator.edit.set>[1]) =>
    simulator.edit.set(uuid, changes);
  const reachesJetEmail = () => simulator.requests.length > 0;

  async function deploy(after: (stack: string) => Promise<void> | void): Promise<void> {
    for (const stack of rehearsal.deployed()) {
      await step(`${stack}: deploy.yml brings the commit there`, async () => {
        await rehearsal.workflow("up.yml", ["up"], { stack });
        await after(stack);
      });
    }
  }

  function merge(branch: string): Promise<unknown> {
    return rehearsal.developer(
      `git switch --quiet main\ngit merge --quiet --no-ff --no-edit ${branch}\ngit push --quiet`,
    );
  }

  rehearsal.chapter("A repository, and a stack for each of dev, staging and prod");
  await step("The stacks are made, once, by hand", async () => {
    await rehearsal.developer(STACKS.map((stack) => `pulumi stack init ${stack}`).join("\n"));
    const { stdout } = await environments.succeeds(`git grep -c ${simulator.accountKey} || true`);
    expect(stdout === "", "the repository holds the account keys encrypted only");
  });
  await deploy(async (stack) => {
    expect(
      simulator.keys.filter(({ name }) => name.startsWith(`mail-${stack}-`)).length === 3,
      `${stack} has its keys`,
    );
    expect(
      (await receipts(stack)) === key(stack, "receipts-a").token,
      "the stack hands out the token that JetEmail issued",
    );
  });
  await step("prod: another program takes the token from the stack", async () => {
    await rehearsal.developer("cd consumer\npulumi stack init prod\npulumi up --yes --stack prod");
    expect((await consumed()) === (await receipts("prod")), "it has the token, and it is a secret there too");
  });

  async function consumed(): Promise<string> {
    const { stdout } = await environments.succeeds(
      "cd consumer; pulumi stack output mailToken --show-secrets --stack prod",
    );
    return stdout.trim();
  }

  rehearsal.chapter("A pull request");
  await step("A branch with a mistake: its preview says what is wrong, in a comment", async () => {
    await rehearsal.developer(
      'git switch --quiet --create more-alerts\nsed -i "s/alerts: .*/alerts: 5k/" Pulumi.*.yaml\ngit commit --quiet --all --message "Let alerts send more"\ngit push --quiet --set-upstream origin more-alerts',
    );
    simulator.clearRequests();
    await rehearsal.workflow("preview.yml", ["preview", "comment"], {
      stack: "dev",
      branch: "more-alerts",
      fails: true,
    });
    expect(
      rehearsal.github().includes("mail:quotas.alerts must be a whole number"),
      "the comment names the setting and the command that sets it right",
    );
    expect(!reachesJetEmail(), "nothing was sent to JetEmail");
  });
  await step("The mistake is mended", async () => {
    await rehearsal.developer(
      'sed -i "s/alerts: .*/alerts: 5000/" Pulumi.*.yaml\ngit commit --quiet --all --message "Write the number out"\ngit push --quiet',
    );
  });
  for (const stack of STACKS) {
    await step(`${stack}: the preview, in a comment on the pull request`, async () => {
      const text = await rehearsal.workflow("preview.yml", ["preview", "comment"], { stack, branch: "more-alerts" });
      expect(/~ quota +: \d+ => 5000/.test(text), "it shows the quota, as it is and as it will be");
      expect(rehearsal.github().includes(`Preview of **${stack}**`), "it is on the pull request");
      expect(!reachesJetEmail(), "nothing was sent to JetEmail");
    });
  }

  rehearsal.chapter("The merge goes to dev, then staging, then prod");
  await step("The pull request is merged", async () => {
    await merge("more-alerts");
  });
  const alertsBefore = new Map(STACKS.map((stack) => [stack, key(stack, "alerts").token]));
  await deploy((stack) => {
    const reached = STACKS.filter((each) => key(each, "alerts").quota === 5_000);
    expect(
      reached.join() === STACKS.slice(0, STACKS.indexOf(stack) + 1).join(),
      `the change has reached ${reached.join(", ")}`,
    );
    expect(key(stack, "alerts").token === alertsBefore.get(stack), "the token is the same as before");
  });

  rehearsal.chapter("Drift: somebody changes a key of prod in the dashboard");
  const DRIFT = ["drift", "report"];
  await step("prod: the nightly drift check finds nothing", async () => {
    await rehearsal.workflow("drift.yml", ["drift"], { stack: "prod" });
  });
  await step(
    "prod: in the dashboard, the alerts' quota is raised and their address ranges are taken away",
    async () => {
      const { quota, ipRestrictions } = dashboard(key("prod", "alerts").uuid, { quota: 90_000, ipRestrictions: [] });
      rehearsal.print(`  mail-prod-alerts: quota ${quota}, ranges [${ipRestrictions.join()}]\n`);
    },
  );
  await step("prod: the nightly drift check fails and opens an issue", async () => {
    const text = await rehearsal.workflow("drift.yml", DRIFT, { stack: "prod", fails: true });
    expect(
      /~ quota +: 5000 => 90000/.test(text) && text.includes('"10.3.0.0/16"'),
      "the report shows both, by property",
    );
    expect(rehearsal.github().includes("gh issue create --title The drift check of prod failed"), "an issue has it");
    expect(key("prod", "alerts").quota === 90_000, "nothing was changed by the check");
  });
  await step("prod: the night after, the same issue gets a comment, and there is no second one", async () => {
    await rehearsal.workflow("drift.yml", DRIFT, { stack: "prod", fails: true });
    expect(rehearsal.github().split("gh issue create").length === 2, "one issue");
    expect(rehearsal.github().includes("gh issue comment 1"), "one comment");
  });
  await step("prod: the key is put right, and the drift check finds nothing", async () => {
    await rehearsal.developer("pulumi up --yes --refresh --stack prod");
    expect(key("prod", "alerts").quota === 5_000, "the quota is what the repository says");
    expect(key("prod", "alerts").ipRestrictions.join() === "10.3.0.0/16", "the ranges too");
    await rehearsal.workflow("drift.yml", ["drift"], { stack: "prod" });
  });

  rehearsal.chapter("Rotation of the pair, by a commit");
  await step("The monthly rotation commits and asks for a deployment", async () => {
    await rehearsal.workflow("rotate.yml", ["rotate", "deploy"]);
    expect(rehearsal.github().includes("gh workflow run deploy.yml"), "deploy.yml was started");
    await rehearsal.developer("git pull --quiet\ngit log -1 --format=%s --stat");
  });
  const held = new Map<string, string>();
  for (const stack of STACKS) {
    held.set(stack, await receipts(stack));
  }
  await deploy(async (stack) => {
    const before = held.get(stack) as string;
    expect((await receipts(stack)) !== before, `${stack} has a new token for receipts`);
    expect(works(before) && works(await receipts(stack)), "the one before works as well: nobody is cut off");
    expect(key(stack, "alerts").token === alertsBefore.get(stack), "the token for alerts is the same as before");
  });
  await step("prod: the consumer takes the new token when it is next deployed", async () => {
    expect(
      works(await consumed()) && (await consumed()) === held.get("prod"),
      "until then it goes on with the old one",
    );
    await rehearsal.developer("cd consumer\npulumi up --yes --stack prod");
    expect((await consumed()) === (await receipts("prod")), "now it has the new one");
  });

  rehearsal.chapter("A change that was a mistake, and its way back by git revert");
  const tokensBefore = simulator.keys.map(({ token }) => token);
  await step("The change: receipts may send 5 e-mails", async () => {
    await rehearsal.developer(
      'sed -i "s/receipts: .*/receipts: 5/" Pulumi.*.yaml\ngit commit --quiet --all --message "Save on receipts"\ngit push --quiet',
    );
  });
  const limits = (stack: string) => [key(stack, "receipts-a").quota, key(stack, "receipts-b").quota].join();
  await deploy((stack) => expect(limits(stack) === "5,5", `both keys of the pair in ${stack} are at 5`));
  await step("The revert", async () => {
    await rehearsal.developer("git revert --no-edit HEAD\ngit push --quiet");
  });
  const declared: Record<string, string> = { dev: "100,100", staging: "1000,1000", prod: "50000,50000" };
  await deploy((stack) =>
    expect(limits(stack) === declared[stack], `${stack} is what it was before: ${limits(stack)}`),
  );
  await step("No token was touched by the mistake or the revert", async () => {
    expect(
      simulator.keys.map(({ token }) => token).join() === tokensBefore.join(),
      "all tokens are the same as before",
    );
  });

  rehearsal.chapter("A token of prod leaked");
  const leaked = await receipts("prod");
  const untouched = (): StoredKey[] => simulator.keys.filter(({ name }) => !name.startsWith("mail-prod-receipts"));
  const others = untouched().map(({ token }) => token);
  await step("prod: a commit rotates and revokes what was current", async () => {
    await rehearsal.developer(
      'sed -i "s/mail:rotation: .*/mail:rotation: leaked\\n  mail:revokePrevious: true/" Pulumi.prod.yaml\ngit commit --quiet --all --message "Revoke the token that leaked"\ngit push --quiet',
    );
    await rehearsal.workflow("up.yml", ["up"], { stack: "prod" });
    expect(!works(leaked), "the leaked token is dead");
    expect(works(await receipts("prod")), "the new one works");
    expect(
      untouched()
        .map(({ token }) => token)
        .join() === others.join(),
      "no other token was touched",
    );
  });
  await step("prod: a commit ends the emergency, so that the next rotation cuts nobody off", async () => {
    await rehearsal.developer(
      'sed -i "/mail:revokePrevious/d" Pulumi.prod.yaml\ngit commit --quiet --all --message "End the emergency"\ngit push --quiet',
    );
    const issued = simulator.issuedTokens.length;
    await rehearsal.workflow("up.yml", ["up"], { stack: "prod" });
    expect(simulator.issuedTokens.length === issued, "no token was rotated");
  });

  rehearsal.chapter("In the end");
  for (const stack of STACKS) {
    await step(`${stack}: no drift, and nothing to do`, async () => {
      await rehearsal.workflow("drift.yml", ["drift"], { stack });
      await rehearsal.developer(`pulumi preview --expect-no-changes --stack ${stack}`);
    });
  }
  await step("No secret was shown", async () => {
    const { stdout: history } = await environments.succeeds("git log --all --patch");
    const shown = [rehearsal.log, rehearsal.github(), history].join("\n");
    const secrets = [...simulator.issuedTokens, simulator.accountKey];
    expect(
      !secrets.some((secret) => shown.includes(secret)),
      "no token and no account key is in this log, on GitHub or in Git",
    );
  });
}
