import { SharedFolder } from "../../processes/sharedFolder";
import { accountHashOf } from "./accountHash";
import { RateLimiter, type RateLimiterOptions } from "./rateLimiter";

/** The limiters of this process, by what names their account. */
const limiters = new Map<string, RateLimiter>();

/** The rate limiter of an account key and address: one for all its clients in this process. */
export function rateLimiterOf(
  connection: { readonly apiKey: string; readonly baseUrl: URL },
  options: Partial<RateLimiterOptions> = {},
): RateLimiter {
  const account = accountHashOf(connection);
  let limiter = limiters.get(account);
  if (!limiter) {
    limiter = new RateLimiter(new SharedFolder(account), options);
    limiters.set(account, limiter);
  }
  return limiter;
}

process.once("exit", () => {
  for (const limiter of limiters.values()) {
    limiter.flush();
  }
});
