import { z } from "zod";

/** The vendor's own client tolerates 0/1 for booleans, and columns of its database are texts. */
const YES: readonly unknown[] = [true, 1, "true", "1"];
const NO: readonly unknown[] = [false, 0, "false", "0"];

const answer = z.object({
  success: z.unknown().optional(),
  error: z.unknown().optional(),
  api_token: z.unknown().optional(),
});

/**
 * A response that says no, whatever its status is: by `success`, or by an `error` where there is no `success`. What comes with
 * a token is no refusal for an `error` alone: the token may exist nowhere else.
 */
export const refusal = answer
  .refine(({ success, error, api_token: token }) => {
    return NO.includes(success) || ((success ?? undefined) === undefined && Boolean(error) && token === undefined);
  })
  .transform(({ error }) => ({ error: typeof error === "string" ? error : undefined }));

/** A response that says yes. */
export const success = answer.refine(({ success }) => YES.includes(success));
