import { connect } from "../../../provider/jetemail/connect";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();

test("the clients of an account key share one budget of requests", async () => {
  const { accountKey: apiKey, url } = jetEmail.simulator;
  const onPacing = jest.fn();
  const interruption = new AbortController();
  const connection = { apiKey, baseUrl: new URL(url), concurrency: 1, requestsPerMinute: 2 };
  const [first, second] = [connect(connection), connect(connection, { onPacing, signal: interruption.signal })];
  await first.listKeys();
  await second.listKeys();
  onPacing.mockImplementation(() => interruption.abort());
  await expect(second.listKeys()).rejects.toThrow("Interrupted: GET");
  expect(onPacing).toHaveBeenCalledWith({ limit: 2 }, expect.any(Number));
  expect(jetEmail.calls()).toEqual(["GET", "GET"]);
  await Promise.all([first.close(), second.close()]);
});
