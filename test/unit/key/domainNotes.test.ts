import { domainNotes } from "../../../provider/key/domainNotes";
import { useJetEmail } from "../../harness/jetEmail";

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
