import path from "node:path";
import { LanguageStack } from "../harness/languageStack";
import { type Language, supportOf } from "../harness/languages";
import { type Simulator, startSimulator } from "../harness/simulator";
import { toolOrNotice } from "../harness/toolOrNotice";
import { LIMIT } from "./limit";

/** Stands in each program for the uuid of the key that it imports: Pulumi YAML takes no variable there. */
const IMPORTED = "00000000-0000-4000-8000-000000000000";

/** The outputs of every program that are a token, or have one. */
const SECRET_OUTPUTS = ["current", "existing", "header", "imported", "newsletter", "previous", "token"];

/** What every language has to do, with the program of its name in `programs`. */
export function testLanguage(language: Language): void {
  const program = path.join(__dirname, "programs", language);
  testScenario(language, supportOf(language).findTools, () => LanguageStack.of(language, program));
}

/** @param findTools throws an Error that tells what to install. */
export function testScenario(
  language: string,
  findTools: () => Promise<unknown>,
  create: () => Promise<LanguageStack>,
): void {
  let tools: unknown;
  let stack: LanguageStack;
  /** Another JetEmail account. */
  let second: Simulator;
  beforeEach(async () => {
    tools = await toolOrNotice(`programs in ${language}`, findTools);
    if (tools !== undefined) {
      stack = await create();
      second = await startSimulator();
    }
  }, LIMIT);
  afterEach(async () => {
    await stack?.close();
    await second?.close();
  });

  test(
    `${language}: keys and a pair in two accounts are created, looked up, imported, rotated and deleted`,
    async () => {
      if (tools === undefined) {
        return;
      }
      const first = stack.simulator;
      for (const name of ["existing", "imported"]) {
        first.edit.create({ name });
      }
      const keys = () => Object.fromEntries([...first.keys, ...second.keys].map((key) => [key.name, key]));
      stack.replace(IMPORTED, keys().imported?.uuid ?? "");
      for (const [name, account] of Object.entries({ first, second })) {
        await stack.succeeds("config", "set", "--secret", `${name}Key`, account.accountKey);
        await stack.succeeds("config", "set", `${name}Url`, account.url);
      }

      await stack.succeeds("config", "set", "trigger", "1");
      await stack.up();
      const created = keys();
      expect(first.keys.map(({ name }) => name).sort()).toEqual(
        ["app-test-mail-a", "app-test-mail-b", "app-test-receipts", "existing", "imported"].sort(),
      );
      expect(second.keys.map(({ name }) => name)).toEqual(["app-test-newsletter"]);
      expect(created["app-test-receipts"]).toMatchObject({ approvedDomains: ["example.com"], quota: 10 });
      const token = created["app-test-receipts"]?.token;
      expect(await outputs()).toMatchObject({
        token,
        header: `Bearer ${token}`,
        current: created["app-test-mail-a"]?.token,
        newsletter: created["app-test-newsletter"]?.token,
        imported: created.imported?.token,
        existing: created.existing?.token,
      });
      await expectSecrets([first.accountKey, second.accountKey, ...Object.values(created).map((key) => key.token)]);
      await stack.hasNothingToDo();

      await stack.succeeds("config", "set", "trigger", "2");
      await stack.up();
      const rotated = keys();
      expect(rotated["app-test-receipts"]?.token).not.toBe(token);
      expect(await outputs()).toMatchObject({
        token: rotated["app-test-receipts"]?.token,
        current: rotated["app-test-mail-b"]?.token,
        previous: created["app-test-mail-a"]?.token,
      });
      expect(uuids(rotated)).toEqual(uuids(created));
      await stack.refresh("--expect-no-changes");

      await stack.destroy();
      expect([...first.keys, ...second.keys].map(({ name }) => name)).toEqual(["existing"]);
    },
    LIMIT,
  );

  async function outputs(...options: string[]): Promise<Record<string, unknown>> {
    const { stdout } = await stack.succeeds("stack", "output", "--json", "--show-secrets", ...options);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  /** Neither the state nor what Pulumi prints of it shows the secrets. */
  async function expectSecrets(secrets: readonly string[]): Promise<void> {
    const shown = await outputs("--show-secrets=false");
    expect(
      Object.keys(shown)
        .filter((name) => shown[name] === "[secret]")
        .sort(),
    ).toEqual(SECRET_OUTPUTS);
    const revealed = await stack.exported("--show-secrets");
    const kept = [await stack.exported(), ...stack.stateFiles()].join("\n");
    for (const secret of secrets) {
      expect(revealed).toContain(secret);
      expect(kept).not.toContain(secret);
    }
  }
}

function uuids(keys: Record<string, { readonly uuid: string }>): Record<string, string> {
  return Object.fromEntries(Object.entries(keys).map(([name, { uuid }]) => [name, uuid]));
}
