import { Example } from "../harness/example";

let example: Example;
jest.setTimeout(10 * 60_000);
afterEach(() => example.close());

const given = async () => (await example.run("pulumi stack output apiToken --show-secrets")).trim();
const held = async () => (await example.run("pulumi -C consumer stack output apiToken --show-secrets")).trim();

test("rotating-pair: the consumer's token works until it has the next one, unless it leaked", async () => {
  example = await Example.open("rotating-pair");
  await example.next("pulumi stack init dev");
  await example.next("pulumi config set --secret jetemail:apiKey");
  await example.next("pulumi up");
  await example.next("pulumi -C consumer stack init dev");
  await example.next("pulumi -C consumer up");
  const first = await held();
  expect(first).toBe(await given());

  await example.next("pulumi config set rotation 2026-01");
  await example.next("pulumi up");
  expect(await given()).not.toBe(first);
  expect(await held()).toBe(first);
  expect(example.works(first)).toBe(true);
  await example.next("pulumi -C consumer up");
  const second = await held();
  expect(second).toBe(await given());
  expect([first, second].map((token) => example.works(token))).toEqual([true, true]);

  await example.next("pulumi config set rotation 2026-02");
  await example.next("pulumi up");
  const third = await given();
  expect([first, second, third].map((token) => example.works(token))).toEqual([false, true, true]);

  await example.next("pulumi config set rotation leaked-2026-02-03");
  await example.next("pulumi config set revokePrevious true");
  await example.next("pulumi up");
  const last = await given();
  expect([second, third, last].map((token) => example.works(token))).toEqual([false, false, true]);
  await example.next("pulumi -C consumer up");
  expect(await held()).toBe(last);
  await example.next("pulumi config rm revokePrevious");
  await example.next("pulumi up");
  expect(await given()).toBe(last);
  await example.finish();
});
