import type { PairOutputs } from "../../../provider/pair/model";
import { useJetEmail } from "../../harness/jetEmail";
import { FAULT_KINDS, Life } from "../../harness/life";

const jetEmail = useJetEmail();
let life: Life;

beforeEach(() => {
  life = new Life(jetEmail.simulator, "pair");
});
afterEach(async () => {
  await life.close();
});

const BEFORE = { name: "mail", rotationTrigger: 1 };
const AFTER = { name: "mail", rotationTrigger: 2, quota: 5, enabled: false };
/** A rotation, then two changes of each key: every request that an update of a pair makes where nothing goes wrong. */
const REQUESTS = [0, 1, 2, 3, 4];

const outs = () => life.state.outs as unknown as PairOutputs;
const currentToken = () => outs().keys[outs().current]?.apiToken ?? "";
const live = () => jetEmail.simulator.keys.map(({ token }) => token);
const stateTokens = () => Object.values(outs().keys).map(({ apiToken }) => apiToken);

function expectNoTokenPrinted(): void {
  for (const token of jetEmail.simulator.issuedTokens) {
    expect(life.printed.join("\n")).not.toContain(token);
  }
}

describe.each(REQUESTS)("an update whose request %i goes wrong", (skip) => {
  test.each(FAULT_KINDS.map((kind) => [JSON.stringify(kind), kind] as const))(
    "by %s keeps the token that was current, and the next one completes it",
    async (_, kind) => {
      await life.create(BEFORE);
      const before = currentToken();
      const effect = kind as { status: number };
      expect(["failed", "done"]).toContain(await life.up(AFTER, { fault: { ...effect, skip } }));
      expect(live()).toContain(before);
      expect(live()).toContain(currentToken());

      await life.up(AFTER);
      expect(live()).toContain(before);
      expect(outs().current).toBe("b");
      expect(stateTokens()).toEqual(live());
      expect(jetEmail.simulator.keys).toMatchObject([
        { name: "mail-a", quota: 5, status: "disabled" },
        { name: "mail-b", quota: 5, status: "disabled" },
      ]);
      expect(jetEmail.simulator.issuedTokens).toHaveLength(3);
      expect(await life.up(AFTER)).toBe("nothing to do");
      expectNoTokenPrinted();
    },
  );
});

/** A refusal of a POST that was carried out all the same is left out: it is believed, and the key named by the next create. */
const isBelieved = (kind: object) => "when" in kind && /"status":4(?!08)/.test(JSON.stringify(kind));

/** Each POST of a creation, and its looks at the list: one before the first, one after each. */
const CREATION = [
  ...[0, 1].flatMap((skip) =>
    FAULT_KINDS.filter((kind) => !isBelieved(kind)).map((kind) => ({ ...kind, method: "POST", skip })),
  ),
  ...[0, 1, 2].flatMap((skip) => FAULT_KINDS.map((kind) => ({ ...kind, method: "GET", skip }))),
];

test.each(CREATION.map((fault) => [JSON.stringify(fault), fault] as const))(
  "a creation that goes wrong by %s loses no key, and is completed to two",
  async (_, fault) => {
    const effect = fault as unknown as { status: number };
    expect(["failed", "done"]).toContain(await life.create(BEFORE, { fault: effect }));
    if (jetEmail.simulator.keys.length > 0) {
      expect(stateTokens()).toEqual(live());
      await life.up(BEFORE);
    } else {
      await life.create(BEFORE);
    }
    expect(stateTokens()).toEqual(live());
    expect(jetEmail.simulator.keys.map(({ name }) => name)).toEqual(["mail-a", "mail-b"]);
    expect(currentToken()).toBe(live()[0]);
    expect(await life.up(BEFORE)).toBe("nothing to do");
    expectNoTokenPrinted();
  },
);
