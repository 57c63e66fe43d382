import { printable } from "../../../provider/errors/printable";

test.each([
  ["api_0123456789", "api_[secret]"],
  ["Bearer api_0123456789.", "Bearer api_[secret]."],
  ["transactional_a1b2c3d4", "transactional_[secret]"],
  ['{"api_token":"transactional_a1b2c3d4"}', '{"api_token":"transactional_[secret]"}'],
  ["api_token is required", "api_token is required"],
  ["a\tb\r\nc\u0000d\u202ee", "a b c d e"],
  ["x".repeat(120), "x".repeat(120)],
  ["x".repeat(121), `${"x".repeat(120)}…`],
  ["", ""],
])("prints %j as %j", (text, line) => {
  expect(printable(text)).toBe(line);
});

test.each(["api_live_0123456789abcdef", "transactional_test-0123456789abcdef"])(
  "masks the credential in %s, whatever its characters are",
  (text) => {
    expect(printable(text)).not.toContain("0123456789abcdef");
  },
);

test("masks a credential that is cut at the end of the line", () => {
  const text = `${"x".repeat(110)} transactional_0123456789abcdef`;
  expect(printable(text)).not.toContain("0123");
});
