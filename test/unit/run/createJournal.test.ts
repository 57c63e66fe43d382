import type { Key } from "../../../provider/jetemail/key";
import { CreateJournal } from "../../../provider/run/createJournal";

const key = (uuid: string | undefined, token: string) => ({ uuid, token }) as Key;

test("a key has appeared since a position if no list recorded by then had it, whatever its token is now", () => {
  const journal = new CreateJournal();
  const [old, rotated, late] = [key("u1", "t1"), key("u1", "t2"), key("u2", "t3")];
  const start = journal.position();
  journal.record([old]);
  const position = journal.position();
  journal.record([rotated, late]);
  expect(journal.hasAppearedSince(start, old)).toBe(true);
  expect(journal.hasAppearedSince(position, rotated)).toBe(false);
  expect(journal.hasAppearedSince(position, late)).toBe(true);
  expect(journal.hasAppearedSince(journal.position(), late)).toBe(false);
});

test("a key without a uuid is told by its token, and one that no list had may still appear", () => {
  const journal = new CreateJournal();
  journal.record([key(undefined, "t1")]);
  const position = journal.position();
  expect(journal.hasAppearedSince(position, key(undefined, "t1"))).toBe(false);
  expect(journal.hasAppearedSince(position, key(undefined, "t2"))).toBe(true);
});
