import type { Rehearsal } from "./rehearsal";
import { STACKS, Team } from "./team";

/** A commit's way through three environments, and what a team meets on it. */
export async function play(rehearsal: Rehearsal): Promise<void> {
  const team = new Team(rehearsal);
  for (const chapter of [firstDeployment, pullRequest, merge, unreviewed, drift, rotation, revert, leak, end]) {
    await chapter(rehearsal, team);
  }
}

async function firstDeployment(rehearsal: Rehearsal, team: Team): Promise<void> {
  rehearsal.chapter("A repository, and a stack for each of dev, staging and prod");
  await rehearsal.step("The stacks are made, once, by hand", async () => {
    await rehearsal.developer(STACKS.map((stack) => `pulumi stack init ${stack}`).join("\n"));
    const { stdout } = await rehearsal.environments.bash.succeeds(`git grep -c ${team.simulator.accountKey} || true`);
    rehearsal.expect(stdout === "", "the repository holds the account keys encrypted only");
  });
  await team.deploy(async (stack) => {
    const keys = team.simulator.keys.filter(({ name }) => name.startsWith(`mail-${stack}-`));
    rehearsal.expect(keys.length === 3, `${stack} has its keys`);
    const isIssued = (await team.receipts(stack)) === team.key(stack, "receipts-a").token;
    rehearsal.expect(isIssued, "the stack hands out the token that JetEmail issued");
  });
  await rehearsal.step("prod: another program takes the token from the stack", async () => {
    await rehearsal.developer("cd consumer\npulumi stack init prod\npulumi up --yes --stack prod");
    rehearsal.expect((await team.consumed()) === (await team.receipts("prod")), "it has the token");
  });
}

async function pullRequest(rehearsal: Rehearsal, team: Team): Promise<void> {
  const branch = "more-alerts";
  const sendsNothing = () => rehearsal.expect(team.simulator.requests.length === 0, "nothing was sent to JetEmail");

  rehearsal.chapter("A pull request");
  await rehearsal.step("A branch with a mistake: its preview says what is wrong, in a comment", async () => {
    await team.branch(branch);
    await team.commit('perl -pi -e "s/alerts: .*/alerts: 5k/" Pulumi.*.yaml', "Let alerts send more");
    team.simulator.clearRequests();
    await rehearsal.workflow("preview.yml", ["preview", "comment"], { stack: "dev", branch, fails: true });
    const comment = rehearsal.github();
    rehearsal.expect(comment.includes("mail:quotas.alerts must be a whole number"), "the comment names the setting");
    rehearsal.expect(
      comment.includes("pulumi config set --path 'mail:quotas.alerts'"),
      "and a command that sets it right",
    );
    sendsNothing();
  });
  await rehearsal.step("The mistake is mended", async () => {
    await team.commit('perl -pi -e "s/alerts: .*/alerts: 5000/" Pulumi.*.yaml', "Write the number out");
  });
  for (const stack of STACKS) {
    await rehearsal.step(`${stack}: the preview, in a comment on the pull request`, async () => {
      const text = await team.preview(stack, branch);
      rehearsal.expect(/~ quota +: \d+ => 5000/.test(text), "it shows the quota, as it is and as it will be");
      rehearsal.expect(rehearsal.github().includes(`Preview of **${stack}**`), "it is on the pull request");
      sendsNothing();
    });
  }
}

async function merge(rehearsal: Rehearsal, team: Team): Promise<void> {
  rehearsal.chapter("The merge goes to dev, then staging, then prod");
  await rehearsal.step("The pull request is merged", async () => {
    await team.merge("more-alerts");
  });
  const before = team.tokens();
  await team.deploy((stack) => {
    const isHeld = rehearsal.github().includes(`gh run download 1 --name plan-${stack}-`);
    rehearsal.expect(isHeld, `the plan that was reviewed for ${stack} is the one that was applied`);
    const reached = STACKS.filter((each) => team.key(each, "alerts").quota === 5_000);
    const expected = STACKS.slice(0, STACKS.indexOf(stack) + 1);
    rehearsal.expect(reached.join() === expected.join(), `the change has reached ${expected.join(", ")}, and no other`);
    rehearsal.expect(team.tokens() === before, "all tokens are the same as before");
  });
}

async function unreviewed(rehearsal: Rehearsal, team: Team): Promise<void> {
  const quotas = () => ["receipts-a", "alerts"].map((name) => team.key("prod", name).quota).join();

  rehearsal.chapter("A stack that changes between review and merge");
  await rehearsal.step("prod: a pull request with one change is previewed", async () => {
    await team.branch("more-receipts");
    await team.commit('perl -pi -e "s/receipts: .*/receipts: 60000/" Pulumi.prod.yaml', "Let receipts send more");
    await team.preview("prod", "more-receipts");
  });
  await rehearsal.step(
    "prod: then the alerts' quota is raised in the dashboard, and a refresh records it",
    async () => {
      team.simulator.edit.set(team.key("prod", "alerts").uuid, { quota: 90_000 });
      await rehearsal.developer("pulumi refresh --yes --stack prod");
    },
  );
  await rehearsal.step(
    "prod: the merge would take the quota back, which nobody has reviewed: it is refused",
    async () => {
      await team.merge("more-receipts");
      team.simulator.clearRequests();
      const text = await team.up("prod", { fails: true });
      rehearsal.expect(/alerts violates plan: properties changed: =~quota/.test(text), "the error names the quota");
      rehearsal.expect(team.simulator.requests.length === 0, "nothing was sent to JetEmail");
    },
  );
  await rehearsal.step(
    "prod: a preview of main shows both changes, and its plan takes the place of the first",
    async () => {
      const text = await team.preview("prod");
      rehearsal.expect(/~ quota +: 90000 => 5000/.test(text), "it shows the alerts' quota");
      rehearsal.expect(/~ quota +: 50000 => 60000/.test(text), "and that of receipts");
    },
  );
  await rehearsal.step("prod: the deployment is repeated", async () => {
    await team.up("prod");
    rehearsal.expect(quotas() === "60000,5000", "both quotas are what the repository says");
  });
}

async function drift(rehearsal: Rehearsal, team: Team): Promise<void> {
  const alerts = () => team.key("prod", "alerts");
  const finds = (steps: string[], fails: boolean) => rehearsal.workflow("drift.yml", steps, { stack: "prod", fails });

  rehearsal.chapter("Drift: somebody changes a key of prod in the dashboard");
  await rehearsal.step("prod: the nightly drift check finds nothing", async () => {
    await finds(["drift"], false);
  });
  await rehearsal.step(
    "prod: in the dashboard, the alerts' quota is raised and their ranges are taken away",
    async () => {
      const { quota, ipRestrictions } = team.simulator.edit.set(alerts().uuid, { quota: 90_000, ipRestrictions: [] });
      rehearsal.print(`  mail-prod-alerts: quota ${quota}, ranges [${ipRestrictions.join()}]\n`);
    },
  );
  await rehearsal.step("prod: the nightly drift check fails and opens an issue", async () => {
    const text = await finds(["drift", "report"], true);
    rehearsal.expect(/~ quota +: 5000 => 90000/.test(text), "the report shows the quota");
    rehearsal.expect(/- \[0\]: "10\.3\.0\.0\/16"/.test(text), "and the range");
    rehearsal.expect(
      /gh issue create --title The drift check of prod failed/.test(rehearsal.github()),
      "an issue has it",
    );
    rehearsal.expect(alerts().quota === 90_000, "the check changed nothing");
  });
  await rehearsal.step("prod: the night after, the same issue gets a comment, and there is no second one", async () => {
    await finds(["drift", "report"], true);
    rehearsal.expect(rehearsal.github().split("gh issue create").length === 2, "one issue");
    rehearsal.expect(rehearsal.github().includes("gh issue comment 1"), "one comment");
  });
  await rehearsal.step("prod: the key is put right, and the drift check finds nothing", async () => {
    await rehearsal.developer("pulumi up --yes --refresh --stack prod");
    rehearsal.expect(alerts().quota === 5_000, "the quota is what the repository says");
    rehearsal.expect(alerts().ipRestrictions.join() === "10.3.0.0/16", "the ranges too");
    await finds(["drift"], false);
  });
}

async function rotation(rehearsal: Rehearsal, team: Team): Promise<void> {
  const held = new Map<string, string>();
  for (const stack of STACKS) {
    held.set(stack, await team.receipts(stack));
  }

  rehearsal.chapter("Rotation of the pair, by a commit");
  await rehearsal.step("The monthly rotation commits and asks for a deployment", async () => {
    await rehearsal.workflow("rotate.yml", ["rotate", "deploy"]);
    rehearsal.expect(rehearsal.github().includes("gh workflow run deploy.yml"), "deploy.yml was started");
    await rehearsal.developer("git pull --quiet\ngit log -1 --format=%s --stat");
  });
  await team.deploy(async (stack) => {
    const before = held.get(stack) as string;
    const now = await team.receipts(stack);
    rehearsal.expect(now !== before && team.works(now), `${stack} has a new token for receipts`);
    rehearsal.expect(team.works(before), "the one before works as well: nobody is cut off");
  });
  await rehearsal.step("prod: the consumer takes the new token when it is next deployed", async () => {
    rehearsal.expect((await team.consumed()) === held.get("prod"), "until then it goes on with the one before");
    await rehearsal.developer("cd consumer\npulumi up --yes --stack prod");
    rehearsal.expect((await team.consumed()) === (await team.receipts("prod")), "now it has the new one");
  });
}

async function revert(rehearsal: Rehearsal, team: Team): Promise<void> {
  const quotas = (stack: string) => ["a", "b"].map((slot) => team.key(stack, `receipts-${slot}`).quota).join();
  const before = new Map(STACKS.map((stack) => [stack, quotas(stack)]));
  const tokens = team.tokens();

  rehearsal.chapter("A change that was a mistake, and its way back by git revert");
  await rehearsal.step("The change: receipts may send 5 e-mails", async () => {
    await team.commit('perl -pi -e "s/receipts: .*/receipts: 5/" Pulumi.*.yaml', "Save on receipts");
  });
  await team.deploy((stack) => rehearsal.expect(quotas(stack) === "5,5", `both keys of the pair in ${stack} are at 5`));
  await rehearsal.step("The revert", async () => {
    await rehearsal.developer("git revert --no-edit HEAD\ngit push --quiet");
  });
  await team.deploy((stack) => {
    rehearsal.expect(
      quotas(stack) === before.get(stack),
      `the quotas of ${stack} are what they were: ${quotas(stack)}`,
    );
    rehearsal.expect(team.tokens() === tokens, "neither the mistake nor the revert touched a token");
  });
}

async function leak(rehearsal: Rehearsal, team: Team): Promise<void> {
  const leaked = await team.receipts("prod");
  const others = team.tokens("mail-prod-receipts");

  rehearsal.chapter("A token of prod leaked");
  await rehearsal.step("prod: a commit rotates and revokes the token that was current", async () => {
    await team.commit(
      'perl -pi -e "s/mail:rotation: .*/mail:rotation: leaked\\n  mail:revokePrevious: true/" Pulumi.prod.yaml',
      "Revoke the token that leaked",
    );
    await team.up("prod");
    rehearsal.expect(!team.works(leaked), "the leaked token is dead");
    rehearsal.expect(team.works(await team.receipts("prod")), "the new one works");
    rehearsal.expect(team.tokens("mail-prod-receipts") === others, "no other token was touched");
  });
  await rehearsal.step(
    "prod: a commit ends the emergency, so that the next rotation interrupts no consumer",
    async () => {
      const before = team.tokens();
      await team.commit('perl -ni -e "print unless /mail:revokePrevious/" Pulumi.prod.yaml', "End the emergency");
      await team.up("prod");
      rehearsal.expect(team.tokens() === before, "no token was touched");
    },
  );
}

async function end(rehearsal: Rehearsal, team: Team): Promise<void> {
  rehearsal.chapter("In the end");
  for (const stack of STACKS) {
    await rehearsal.step(`${stack}: no drift, and nothing to do`, async () => {
      await rehearsal.workflow("drift.yml", ["drift"], { stack });
      await rehearsal.developer(`pulumi preview --expect-no-changes --stack ${stack}`);
    });
  }
  await rehearsal.step("No secret was shown", async () => {
    const { stdout: history } = await rehearsal.environments.bash.succeeds("git log --all --patch");
    const { issuedTokens, accountKey } = team.simulator;
    for (const [place, text] of Object.entries({
      "this log": rehearsal.log,
      GitHub: rehearsal.github(),
      Git: history,
      "the saved plans": rehearsal.artifacts(),
    })) {
      const shown = [...issuedTokens, accountKey].some((secret) => text.includes(secret));
      rehearsal.expect(!shown, `no token and no account key is in ${place}`);
    }
  });
}
