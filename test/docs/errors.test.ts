import { headingsOf, textOf } from "./markdown";
import { escaped, firstSentence, HOLE, type Message, messages, normal } from "./messages";

const PAGE = "docs/errors.md";
const FROM_OTHERS = [
  "Cannot find module '@pulumi/pulumi/cmd/dynamic-provider'",
  "Detected that pulumi-resource-jetemail exited prematurely",
];
/** In the code that every state holds, which is one long text of the source. */
const EMBEDDED = { file: "sdk/nodejs/providerReference.ts", beginning: "Add pulumi-jetemail to the dependencies of " };

/** An entry of the page: a heading of the third level, or a row of a table that begins with a code. */
interface Entry {
  readonly code: number | undefined;
  readonly text: string;
}

const all = messages();
const page = normal(textOf(PAGE)).replaceAll("*", "");
const entries: Entry[] = textOf(PAGE)
  .split("\n")
  .flatMap((line) => {
    const [, heading, row, text] =
      /^(?:### (?:JETEMAIL-(\d+): )?|\| JETEMAIL-(\d+) \|(?: (?:\d[\w ]*|others) \|)? )([^|]+)/.exec(line) ?? [];
    const code = heading ?? row;
    return text === undefined ? [] : [{ code: code === undefined ? undefined : Number(code), text: normal(text) }];
  });

/** An entry's text, as the beginning of messages: what it has in italics can be anything. */
function beginning({ text }: Entry): RegExp {
  return new RegExp(
    `^${text
      .split(/\*[^*]+\*/)
      .map(escaped)
      .join(".*?")}`,
  );
}

const entriesOf = (message: Message) =>
  entries.filter(
    (entry) =>
      beginning(entry).test(message.text) || firstSentence(message).test(entry.text.replace(/\*([^*]+)\*/g, "$1")),
  );

test("the messages are found in the source", () => {
  expect(all.filter(({ isWhole }) => isWhole).length).toBeGreaterThan(30);
  expect(all.filter(({ code }) => code !== undefined).length).toBeGreaterThan(40);
  expect(headingsOf(PAGE).length).toBeGreaterThan(30);
});

test("docs/errors.md has every message of the source", () => {
  const isDocumented = (message: Message) =>
    entriesOf(message).length > 0 || (!message.isWhole && firstSentence(message).test(page));
  const missing = all.filter((message) => !isDocumented(message));
  expect(missing.map(({ place, text }) => `${place}: ${text.replaceAll(HOLE, "…")}`)).toEqual([]);
});

test("each entry of docs/errors.md is a message in the source", () => {
  const known = new Set(all.flatMap(entriesOf));
  const isElsewhere = ({ text }: Entry) => FROM_OTHERS.includes(text) || text.startsWith(EMBEDDED.beginning);
  expect(entries.filter((entry) => !known.has(entry) && !isElsewhere(entry))).toEqual([]);
  expect(textOf(EMBEDDED.file)).toContain(EMBEDDED.beginning);
});

test("each message has the code of its entry", () => {
  const wrong = all.filter(
    (message) => message.code !== undefined && !entriesOf(message).some((entry) => entry.code === message.code),
  );
  expect(wrong.map(({ place, code }) => `${place}: ${code}`)).toEqual([]);
});

test("docs/errors.md introduces each code of the source once, and no other", () => {
  const inSource = new Set(all.flatMap(({ code }) => code ?? []));
  for (const status of [301, 302, 303, 304, 305, 306]) {
    inSource.add(status); // chosen by the status of the response
  }
  inSource.add(307).add(309); // chosen by whether the certificate was refused
  for (const [, code] of textOf(EMBEDDED.file).matchAll(/\[JETEMAIL-(\d+)\]/g)) {
    inSource.add(Number(code));
  }
  expect(entries.flatMap(({ code }) => code ?? []).sort()).toEqual([...inSource].sort());
});
