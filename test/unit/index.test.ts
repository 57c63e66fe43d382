import { provider as exported } from "../../provider";
import { configureRequest, type Provider, useCapturedOutput } from "../harness/inProcessProvider";
import { useJetEmail } from "../harness/jetEmail";
import { API_CALLS } from "../harness/simulator";

/** One run for the file, as in a provider process: what it tells, it tells once. */
const provider = exported as unknown as Provider;
const jetEmail = useJetEmail();
const output = useCapturedOutput();

beforeEach(async () => {
  const { accountKey, url } = jetEmail.simulator;
  await provider.configure(configureRequest({ "jetemail:apiKey": accountKey, "jetemail:baseUrl": url }));
});

const create = (name: string) => provider.create({ name, __resource: name });

test("tells that it waits for the list to show a new key", async () => {
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, list: "lagging" });
  await create("receipts");
  expect(output).toEqual(["Waiting for JetEmail's list of keys to show a change, for up to 30 seconds.\n"]);
});

test.each([
  [429, "Rate-limited by JetEmail; waiting as long as its Retry-After header asks.\n"],
  [500, "JetEmail is failing; retrying safe requests, for up to two minutes each.\n"],
])("tells once that it repeats requests after status %d", async (status, line) => {
  jetEmail.simulator.faults.add({ ...API_CALLS.list, count: 2, status });
  await create(`key ${status}`);
  expect(output).toEqual([line]);
});
