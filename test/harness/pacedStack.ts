import type { CreateStack, Stack } from "./stack";
import { timeFactor } from "./timeFactor.json";

/** JetEmail's rule, for a tenth of the requests. */
const RULE = { requestsPerMinute: 24, blockFor: 300 };
const BUDGET = 20;

/** A stack that has to keep to JetEmail's rule, whose minutes are two seconds for JetEmail and the provider. */
export async function pacedStack<Paced extends Stack>(
  create: (...args: Parameters<CreateStack>) => Promise<Paced>,
): Promise<Paced> {
  const stack = await create({ ...RULE, rateClock: () => performance.now() * timeFactor });
  stack.env.JETEMAIL_REQUESTS_PER_MINUTE = String(BUDGET);
  stack.shortenWaits();
  return stack;
}
