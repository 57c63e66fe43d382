import { connect } from "../../../provider/jetemail/connect";
import { inOperation } from "../../../provider/jetemail/http/operation";
import { domainNotes } from "../../../provider/key/domainNotes";
import { key } from "../../../provider/key/resource";
import type { ResourceKind } from "../../../provider/key/resourceKind";
import { pair } from "../../../provider/pair/resource";
import { CLAIMANT, RESOURCE } from "../../harness/arguments";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();

beforeEach(() => {
  jetEmail.simulator.options.domains = [
    { domain: "example.com", verified: true },
    { domain: "example.net", verified: false },
    { domain: "mail.example.org", verified: true },
  ];
});

const notesOn = (...approvedDomains: string[]) => domainNotes(jetEmail.account, {}, { approvedDomains });

test("tells nothing of domains that are verified, or below one that is", async () => {
  expect(await notesOn("example.com", "mail.example.org", "a.mail.example.org")).toEqual([]);
});

test("tells of a domain that is not verified yet", async () => {
  expect(await notesOn("example.net")).toEqual([
    "The approved domain example.net is not verified at JetEmail yet: no key can send from it until its DNS records are in place.",
  ]);
});

test.each([
  ["exmaple.com", " Did you mean example.com?"],
  ["example.co", " Did you mean example.com?"],
  ["mail.exampel.org", " Did you mean mail.example.org?"],
  ["notexample.com", ""],
  ["example.org", ""],
  // Nearest to one that is not verified.
  ["example.nett", ""],
])("tells of a domain that the account does not have, and what looks like a typo: %s", async (domain, suggestion) => {
  expect(await notesOn(domain)).toEqual([
    `The approved domain ${domain} is not among the domains of the JetEmail account: no key can send from it.${suggestion}`,
  ]);
});

test("suggests nothing where no domain is verified", async () => {
  jetEmail.simulator.options.domains = [{ domain: "example.net", verified: false }];
  expect(await notesOn("example.com")).toEqual([expect.stringMatching(/no key can send from it\.$/)]);
});

test("tells of each domain, with one request in a run", async () => {
  const { account } = jetEmail;
  const approvedDomains = ["example.net", "example.com", "other.example"];
  const notes = [
    await domainNotes(account, {}, { approvedDomains }),
    await domainNotes(account, {}, { approvedDomains }),
  ];
  expect(notes.map(({ length }) => length)).toEqual([2, 2]);
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("tells nothing if the domains cannot be read", async () => {
  jetEmail.simulator.faults.add({ status: 403 });
  expect(await notesOn("other.example")).toEqual([]);
});

test.each<[string, object, object]>([
  ["without domains", {}, {}],
  ["beside allowAllDomains", {}, { allowAllDomains: true, approvedDomains: ["other.example"] }],
  [
    "that are as they were, in another order",
    { approvedDomains: ["b.example", "a.example"] },
    { approvedDomains: ["a.example", "b.example"] },
  ],
])("sends no request %s", async (_, olds, news) => {
  expect(await domainNotes(jetEmail.account, olds, news)).toEqual([]);
  expect(jetEmail.calls()).toEqual([]);
});

describe.each([
  ["key", 1, key as unknown as ResourceKind<{ name: string }, { name: string }>],
  ["pair", 2, pair as unknown as ResourceKind<{ name: string }, { name: string }>],
])("while the domains are not answered, a %s", (_, keys, kind) => {
  const news = { name: "receipts", approvedDomains: ["other.example"] };

  /** Interrupts the operation once JetEmail has answered its changes. */
  async function interruptedAfter(
    method: string,
    operation: (account: ReturnType<typeof accountOf>) => Promise<object>,
  ) {
    const { faults, options, accountKey: apiKey, url } = jetEmail.simulator;
    faults.add({ ...API_CALLS.domains, hang: true });
    const interruption = new AbortController();
    const changed = Promise.withResolvers<void>();
    let count = 0;
    options.onRequest = (request) => {
      count += request.method === method ? 1 : 0;
      if (count === keys) {
        changed.resolve();
      }
    };
    const client = connect({ apiKey, baseUrl: new URL(url), concurrency: 2, requestsPerMinute: 100 });
    const account = accountOf(client, { message: 600_000, listing: 600_000 });
    const result = inOperation(() => operation(account), interruption.signal);
    await changed.promise;
    interruption.abort();
    return result.finally(() => client.close());
  }

  test("is created and returned", async () => {
    const created = await interruptedAfter("POST", (account) => kind.create(account, news, CLAIMANT));
    expect(created).toMatchObject({ outs: { name: "receipts" }, notes: [] });
  });

  test("is updated and returned", async () => {
    const { id, outs } = await kind.create(jetEmail.account, { name: "receipts" }, CLAIMANT);
    const updated = await interruptedAfter("PATCH", (account) => kind.update(account, id, outs, news, RESOURCE));
    expect(updated).toMatchObject({ outs: { approvedDomains: ["other.example"] }, notes: [] });
  });
});
