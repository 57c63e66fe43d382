import type { Pace } from "../jetemail/http/accountUsage";
import { timeOfDay } from "../jetemail/http/timeOfDay";
import type { RunOptions } from "../run/run";
import type { Notes } from "./errorBoundary";

/** What a user is told of a run's waiting. */
export function runMessages(log: Pick<Notes, "infoOnce">) {
  return {
    onWait: () => log.infoOnce("Waiting for JetEmail's list of keys to show a change, for up to 30 seconds."),
    onRetry: () => log.infoOnce("JetEmail is failing; retrying safe requests, for up to two minutes each."),
    onPacing: (pace, delay) => log.infoOnce(pacing(pace, delay)),
    onBlock: ({ until, isShort }) =>
      log.infoOnce(
        isShort
          ? "Rate-limited by JetEmail; waiting as long as its Retry-After header asks."
          : `JetEmail has blocked all API calls of this account until ${timeOfDay(until)}, since it received too many. Waiting until then; Ctrl-C ends the wait and saves what was done.`,
      ),
  } satisfies RunOptions;
}

/** Requests that a new key takes, with its part of the lists that several share. */
const REQUESTS_PER_CREATE = 1.15;

function pacing({ limit, cause }: Pace, delay: number): string {
  const reason = {
    configured: "(jetemail:requestsPerMinute), since JetEmail blocks an account for five minutes beyond 240",
    block: "for a quarter of an hour, since JetEmail has blocked this account",
    "not shared":
      "(half of jetemail:requestsPerMinute, since the temporary folder, where processes share it, cannot be used)",
  }[cause ?? "configured"];
  const seconds = (requests: number) => Math.ceil((requests * 60) / limit);
  return `Pacing requests to ${limit} a minute ${reason}. The next is sent in ${Math.ceil(delay / 1000)} s; at this pace, 100 new keys take ${seconds(100 * REQUESTS_PER_CREATE)} s.`;
}
