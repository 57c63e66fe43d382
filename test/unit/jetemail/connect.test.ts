import { connect } from "../../../provider/jetemail/connect";
import { AdaptiveLimiter } from "../../../provider/jetemail/http/adaptiveLimiter";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();

afterEach(() => {
  jest.restoreAllMocks();
});

test("lowers the limit of requests in flight at a rate limit, and at no other failure", async () => {
  const backOff = jest.spyOn(AdaptiveLimiter.prototype, "backOff");
  const onRetry = jest.fn();
  const { accountKey: apiKey, url } = jetEmail.simulator;
  const client = connect({ apiKey, baseUrl: new URL(url), concurrency: 1 }, { limits: { baseDelay: 1 }, onRetry });
  jetEmail.simulator.faults.add({ status: 500 });
  jetEmail.simulator.faults.add({ status: 429 });
  await client.listKeys();
  await client.close();
  expect(onRetry.mock.calls.map(([failure]) => failure.status)).toEqual([500, 429]);
  expect(backOff.mock.calls).toEqual([[onRetry.mock.calls[1]?.[1]]]);
});
