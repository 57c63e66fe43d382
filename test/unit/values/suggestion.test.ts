import { suggestion } from "../../../provider/values/suggestion";

const NAMES = ["name", "quota", "approvedDomains", "rotateAfterDays"];

test.each([
  ["qouta", "quota"],
  ["approved_domains", "approvedDomains"],
  ["approvedDomain", "approvedDomains"],
  ["Name", "name"],
])("%s may be a typo of %s", (given, nearest) => {
  expect(suggestion(given, NAMES)).toBe(`; did you mean ${nearest}?`);
});

test.each(["rotatedAt", "token", "", "x".repeat(1000)])("%p is a typo of none", (given) => {
  expect(suggestion(given, NAMES)).toBe(".");
});
