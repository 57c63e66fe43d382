import { headingsOf, textOf } from "./markdown";
import { escaped, firstSentence, HOLE, type Message, messages, normal } from "./messages";

const PAGE = "docs/errors.md";
const FROM_OTHERS = ["Cannot find module 'pulumi-jetemail/provider'"];

const all = messages();
const page = normal(textOf(PAGE)).replaceAll("*", "");
const entries = textOf(PAGE)
  .split("\n")
  .filter((line) => line.startsWith("### "))
  .map((line) => normal(line.slice(4)));

/** An entry's text, as the beginning of messages: what it has in italics can be anything. */
function beginning(entry: string): RegExp {
  return new RegExp(
    `^${entry
      .split(/\*[^*]+\*/)
      .map(escaped)
      .join(".*?")}`,
  );
}

test("the messages are found in the source", () => {
  expect(all.filter(({ isWhole }) => isWhole).length).toBeGreaterThan(30);
  expect(headingsOf(PAGE).length).toBeGreaterThan(30);
});

test("docs/errors.md has every message of the source", () => {
  const isDocumented = (message: Message) =>
    entries.some((entry) => beginning(entry).test(message.text)) ||
    (!message.isWhole && firstSentence(message).test(page));
  const missing = all.filter((message) => !isDocumented(message));
  expect(missing.map(({ place, text }) => `${place}: ${text.replaceAll(HOLE, "…")}`)).toEqual([]);
});

test("docs/errors.md has no entry without a message in the source", () => {
  const isKnown = (entry: string) =>
    all.some(
      (message) => beginning(entry).test(message.text) || firstSentence(message).test(entry.replaceAll("*", "")),
    );
  expect(entries.filter((entry) => !isKnown(entry) && !FROM_OTHERS.includes(entry))).toEqual([]);
});
