import type { Key, KeySettings } from "../../../provider/jetemail/key";
import { isStoredAs } from "../../../provider/key/storedAs";

const SENT: KeySettings = {
  name: "receipts",
  allowAllDomains: false,
  approvedDomains: ["a.example", "b.example"],
  quota: 5000,
  ipRestrictions: ["10.1.2.3/8", "2001:db8::1/32", "192.0.2.1"],
};
const ALL = { ...SENT, allowAllDomains: true };

const isStored = (stored: Partial<Key>, sent: KeySettings = SENT) =>
  isStoredAs({ ...sent, token: "transactional_1", ...stored }, sent);

test.each<[string, Partial<Key>, KeySettings?]>([
  ["as they were sent", {}],
  ["in another order and spelling", { approvedDomains: ["B.example", "a.EXAMPLE"] }],
  ["without the bits of hosts", { ipRestrictions: ["192.0.2.1/32", "2001:DB8::/32", "10.0.0.0/8"] }],
  ["without the spaces at the ends of the name", { name: "receipts" }, { ...SENT, name: " receipts " }],
  ["without the domains that allowAllDomains makes useless", { approvedDomains: [] }, ALL],
])("a key has the settings %s", (_, stored, sent = SENT) => {
  expect(isStored(stored, sent)).toBe(true);
});

test("what the list does not show says nothing", () => {
  expect(isStoredAs({ token: "transactional_1" }, SENT)).toBe(true);
});

test.each<[string, Partial<Key>, KeySettings?]>([
  ["another name", { name: "invoices" }],
  ["another allowAllDomains", { allowAllDomains: true }],
  ["a domain less", { approvedDomains: ["a.example"] }],
  ["no domains", { approvedDomains: [] }],
  ["another domain beside allowAllDomains", { approvedDomains: ["c.example"] }, ALL],
  ["a domain that is none", { approvedDomains: ["a.example", "*"] }],
  ["a smaller quota, which may be another stack's", { quota: 100 }],
  ["another network", { ipRestrictions: ["11.0.0.0/8", "2001:db8::/32", "192.0.2.1"] }],
  ["a range with a netmask", { ipRestrictions: ["10.0.0.0/255.0.0.0", "2001:db8::/32", "192.0.2.1"] }],
  ["a range that is none", { ipRestrictions: ["10.0.0.0/8", "2001:db8::/32", "localhost"] }],
])("a key with %s has other settings", (_, stored, sent = SENT) => {
  expect(isStored(stored, sent)).toBe(false);
});
