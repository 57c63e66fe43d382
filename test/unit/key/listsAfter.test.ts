import { NetworkError } from "../../../provider/errors/networkError";
import { listsAfter } from "../../../provider/key/listsAfter";
import type { Account } from "../../../provider/run/account";
import { failureOf } from "../../harness/failure";
import { accountOf, useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const FAILURE = new NetworkError("https://api.example", "POST", "/keys", { code: "ECONNRESET" });
const UNCERTAINTY = { code: 603, problem: "It is not known whether.", remedy: "Run `pulumi up` again." };

const lists = (account: Account, outcome: Parameters<typeof listsAfter>[1]) =>
  listsAfter(FAILURE, outcome, account, UNCERTAINTY);

test.each(["may still happen", "unknown"] as const)("lists until the time for what is %p is over", async (outcome) => {
  const waits = { pendingRequest: 0, lostResponse: 0 };
  waits[outcome === "unknown" ? "lostResponse" : "pendingRequest"] = 60_000;
  let count = 0;
  for await (const list of lists(accountOf(jetEmail.client, waits), outcome)) {
    expect(list.keys).toHaveLength(count);
    jetEmail.simulator.edit.create({ name: "receipts" });
    if (++count === 3) {
      break;
    }
  }
  expect(count).toBe(3);
});

test("says what is not known, why, and what to do, if the list cannot be read", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const seen: number[] = [];
  const reading = async () => {
    for await (const list of lists(accountOf(jetEmail.client, { pendingRequest: 60_000 }), "may still happen")) {
      seen.push(list.keys.length);
    }
  };
  expect((await failureOf(reading())).message).toBe(
    'It is not known whether. No answer from https://api.example to POST /keys (ECONNRESET). The list of keys, which would show it, could not be read. JetEmail answered 500 "Simulated fault" to GET /outbound/transactional-keys. Run `pulumi up` again. [JETEMAIL-603, JETEMAIL-307, JETEMAIL-305]',
  );
  expect(seen).toEqual([0]);
});

test("leaves a failure of the caller as it is", async () => {
  const bug = new TypeError("bug");
  const reading = async () => {
    for await (const _ of lists(jetEmail.account, "unknown")) {
      throw bug;
    }
  };
  expect(await failureOf(reading())).toBe(bug);
});
