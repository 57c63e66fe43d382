import { runMessages } from "../../../provider/shell/runMessages";

const lines: string[] = [];
const messages = runMessages({ infoOnce: (...more) => lines.push(...more) });

beforeEach(() => {
  lines.length = 0;
});

test.each([
  [
    { limit: 200 },
    "Pacing requests to 200 a minute (jetemail:requestsPerMinute), since JetEmail blocks an account for five minutes beyond 240. The next is sent in 43 s; at this pace, 100 new keys take 35 s.",
  ],
  [
    { limit: 50, cause: "block" },
    "Pacing requests to 50 a minute for a quarter of an hour, since JetEmail has blocked this account. The next is sent in 43 s; at this pace, 100 new keys take 138 s.",
  ],
  [
    { limit: 100, cause: "not shared" },
    "Pacing requests to 100 a minute (half of jetemail:requestsPerMinute, since the temporary folder, where processes share it, cannot be used). The next is sent in 43 s; at this pace, 100 new keys take 69 s.",
  ],
] as const)("a wait for the budget is introduced by what is known of it: %j", (pace, expected) => {
  messages.onPacing(pace, 42_100);
  expect(lines).toEqual([expected]);
});

test("a block is told with its end by this machine's clock", () => {
  messages.onBlock({ until: new Date(new Date().setHours(14, 32, 5, 0)), isShort: false });
  expect(lines).toEqual([
    "JetEmail has blocked all API calls of this account until 14:32:05, since it received too many. Waiting until then; Ctrl-C ends the wait and saves what was done.",
  ]);
});

test("the end of a block that is on another day has its date", () => {
  messages.onBlock({ until: new Date(2031, 4, 6, 7, 8, 9), isShort: false });
  expect(lines[0]).toContain("until 07:08:09 of Tue May 06 2031,");
});

test("a pause of a few seconds is told without its end, which would be another line for each", () => {
  messages.onBlock({ until: new Date(), isShort: true });
  expect(lines).toEqual(["Rate-limited by JetEmail; waiting as long as its Retry-After header asks."]);
});
