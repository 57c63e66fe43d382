import { z } from "zod";

/** A response that says no, whatever its status is. */
export const refusal = z.object({ success: z.literal(false), error: z.string().optional().catch(undefined) });
