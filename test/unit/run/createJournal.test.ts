import type { Key } from "../../../provider/jetemail/key";
import { KeyList } from "../../../provider/jetemail/keyList";
import { CreateJournal } from "../../../provider/run/createJournal";

const key = (uuid: string | undefined, token: string) => ({ uuid, token }) as Key;

describe("hasAppearedSince", () => {
  test("is true for a key that no list had by then, whatever its token was", () => {
    const journal = new CreateJournal();
    const [existing, rotated, added] = [key("u1", "t1"), key("u1", "t2"), key("u2", "t3")];
    const start = journal.position();
    journal.record(new KeyList([existing]));
    const position = journal.position();
    journal.record(new KeyList([rotated, added]));
    expect(journal.hasAppearedSince(start, existing)).toBe(true);
    expect(journal.hasAppearedSince(position, rotated)).toBe(false);
    expect(journal.hasAppearedSince(position, added)).toBe(true);
    expect(journal.hasAppearedSince(journal.position(), added)).toBe(false);
  });

  test("identifies a key without a uuid by its token, and is true for one that was never listed", () => {
    const journal = new CreateJournal();
    journal.record(new KeyList([key(undefined, "t1")]));
    const position = journal.position();
    expect(journal.hasAppearedSince(position, key(undefined, "t1"))).toBe(false);
    expect(journal.hasAppearedSince(position, key(undefined, "t2"))).toBe(true);
  });
});
