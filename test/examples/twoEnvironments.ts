import { Example } from "../harness/example";
import type { HostLanguage } from "../harness/pulumi/languageHosts";

/** Runs the README of an example in one of Pulumi's languages: every language has the same keys in the same two stacks. */
export async function runTwoEnvironments(language: HostLanguage, preparations: readonly string[] = []): Promise<void> {
  const example = await Example.open(language, { language });
  try {
    const key = (name: string) => example.simulator.keys.find((each) => each.name === name);
    const output = async (name: string) => (await example.run(`pulumi stack output --show-secrets ${name}`)).trim();

    for (const command of preparations) {
      await example.next(command);
    }
    await example.next("pulumi stack init dev");
    await example.next("pulumi config set --secret jetemail:apiKey");
    await example.next("pulumi preview");
    expect(example.simulator.requests).toEqual([]);
    await example.next("pulumi up");
    expect(namesOf(example)).toEqual(["mail-dev-newsletter-a", "mail-dev-newsletter-b", "mail-dev-receipts"]);
    const dev = example.simulator.keys;
    expect(dev.map(({ approvedDomains, quota }) => ({ approvedDomains, quota }))).toEqual(
      dev.map(() => ({ approvedDomains: ["dev.example.com"], quota: 100 })),
    );
    expect(await output("receiptsToken")).toBe(key("mail-dev-receipts")?.token);

    await example.next("pulumi stack init prod");
    await example.next("pulumi config set --secret jetemail:apiKey");
    await example.next("pulumi up");
    expect(example.simulator.keys.slice(0, dev.length)).toEqual(dev);
    expect(key("mail-prod-receipts")).toMatchObject({ approvedDomains: ["example.com"], quota: 10_000 });
    const shown = await example.next("pulumi stack output");
    expect(shown).toMatch(/receiptsToken +\[secret\]/);
    expect(shown).toMatch(/newsletterToken +\[secret\]/);

    const [receipts, newsletter] = [await output("receiptsToken"), await output("newsletterToken")];
    await example.next("pulumi config set rotation 2026-02");
    await example.next("pulumi up");
    expect(await output("receiptsToken")).toBe(receipts);
    const rotated = await output("newsletterToken");
    expect(rotated).toBe(key("mail-prod-newsletter-b")?.token);
    expect([newsletter, rotated].map((token) => example.works(token))).toEqual([true, true]);
    await example.next("pulumi preview --expect-no-changes");

    await example.next("pulumi stack select dev");
    await example.next("pulumi destroy");
    expect(namesOf(example)).toEqual(["mail-prod-newsletter-a", "mail-prod-newsletter-b", "mail-prod-receipts"]);
    await example.finish();
  } finally {
    await example.close();
  }
}

function namesOf(example: Example): string[] {
  return example.simulator.keys.map(({ name }) => name).sort();
}
