import { provisionalId } from "../../../provider/jetemail/keyIdentities";
import { adviseAdopt, adviseRename, idOf } from "../../../provider/key/conflictAdvice";

const ONE = { uuid: "u1", token: "transactional_1" };
const OTHER = { token: "transactional_2" };
const OTHER_ID = provisionalId(OTHER.token);

const MOVED =
  "If the resource was renamed or moved into a component, give it `aliases`. With `--target`, add the resource that owns the key.";

test("a key's owner may have been moved, be replaced, or have been interrupted", () => {
  expect(adviseAdopt([ONE])).toBe(
    `${MOVED} If it is being replaced (\`--replace\`, \`pulumi state taint\`), add \`--refresh\`, which finds out whose key it is, or change \`rotationTrigger\` for a new token alone. If an interrupted update left the key and no other stack has it, \`adopt: "u1"\` adopts it. \`adopt: "new"\` creates another key with that name.`,
  );
  expect(adviseAdopt([ONE, OTHER])).toContain(
    `If an interrupted update left one of the keys and no other stack has it, \`adopt: "u1"\` or \`adopt: "${OTHER_ID}"\` adopts it.`,
  );
});

test("a pair's owner is told the same without `adopt`, which a pair does not have", () => {
  expect(adviseRename([ONE])).toBe(
    `${MOVED} If it is being replaced (\`--replace\`, \`pulumi state taint\`), add \`--refresh\`, which finds out whose keys they are, or change \`rotationTrigger\` with \`revokePrevious: true\` for new tokens alone. Otherwise give the pair another \`name\`. If an interrupted update left "u1", and no other stack has it, adopt it with a \`TransactionalKey\`, which can then be removed.`,
  );
  expect(adviseRename([ONE, OTHER])).toContain(
    `If an interrupted update left "u1" and "${OTHER_ID}", and no other stack has them, adopt each with a \`TransactionalKey\``,
  );
});

test.each([adviseAdopt, adviseRename])("$name never says to delete a key that may be live", (advise) => {
  expect(advise([ONE, OTHER])).not.toMatch(/delete|dashboard/i);
});

test("shows a uuid as one line, and no token", () => {
  expect(idOf({ uuid: "u\n1", token: "transactional_1" })).toBe("u 1");
  expect(idOf(OTHER)).not.toContain(OTHER.token);
});
