import { commandsUnder, Environments } from "../harness/environments";
import { Postgres } from "../harness/postgres";
import { toolOrNotice } from "../harness/toolOrNotice";

let postgres: Postgres | undefined;
let environments: Environments;
beforeAll(async () => {
  postgres = await toolOrNotice("that runners share a state on PostgreSQL", () => Postgres.start());
});
afterAll(async () => {
  await postgres?.close();
});
beforeEach(async () => {
  environments = await Environments.create(postgres && { backendUrl: postgres.url });
});
afterEach(async () => {
  await environments.close();
});

const UP = "exec pulumi up --yes --skip-preview --stack staging";
const LOCKED =
  /the stack is currently locked by \d+ lock\(s\)\. Either wait .* or delete the lock file with `pulumi cancel`/;
const NAMES = ["mail-staging-alerts", "mail-staging-receipts-a", "mail-staging-receipts-b"];
const names = () => environments.simulator.keys.map(({ name }) => name).sort();

test("of two pipelines that race for one stack, the second is refused and told why, and no key is created twice", async () => {
  if (!postgres) {
    return;
  }
  await environments.bash.succeeds("pulumi stack init staging");
  for (const run of await Promise.all([environments.bash.run(UP), environments.bash.run(UP)])) {
    expect(run.code === 0 ? "" : run.text).toMatch(run.code === 0 ? "" : LOCKED);
  }
  // A pipeline that was refused is run again.
  await environments.bash.succeeds(UP);
  expect(names()).toEqual(NAMES);
  await environments.bash.succeeds(
    "pulumi preview --expect-no-changes --stack staging; pulumi stack rm --force --yes staging",
  );
});

test("the lock of a killed runner stays until the README's command removes it", async () => {
  if (!postgres) {
    return;
  }
  const [login = "", cancel = ""] = commandsUnder("State that runners share");
  delete environments.env.PULUMI_BACKEND_URL;
  await environments.bash.succeeds(login.replace(/'postgres:.*'/, `'${postgres.url}'`));
  await environments.bash.succeeds(`pulumi stack init staging; ${UP}`);
  await environments.bash.succeeds("pulumi config set --path mail:quotas.alerts 500 --stack staging");
  const tokens = environments.simulator.keys.map(({ token }) => token);

  const fault = environments.simulator.faults.add({ method: "PATCH", hang: true });
  const killed = environments.bash.start(UP);
  await fault.firstHit;
  expect((await environments.bash.fails(UP)).text).toMatch(LOCKED);
  await environments.bash.succeeds("pulumi preview --stack staging; pulumi refresh --preview-only --stack staging");
  await killed.kill();
  const { text } = await environments.bash.fails(UP);
  expect(text).toMatch(LOCKED);
  expect(text).toMatch(/\.pulumi\/locks\/organization\/mail\/staging\/.*: created by .+@.+ \(pid \d+\) at /);

  await environments.bash.succeeds(cancel.replaceAll("prod", "staging"));
  await environments.bash.succeeds(UP);
  expect(environments.key("mail-staging-alerts").quota).toBe(500);
  expect(names()).toEqual(NAMES);
  expect(environments.simulator.keys.map(({ token }) => token)).toEqual(tokens);
  await environments.bash.succeeds("pulumi preview --expect-no-changes --stack staging");
});
