import { ApiError } from "../../../provider/errors/apiError";
import { mayMeanUnknownToken, mayRetry, type Outcome, outcomeOf } from "../../../provider/errors/failures";
import { InterruptedError } from "../../../provider/errors/interruptedError";
import { NetworkError } from "../../../provider/errors/networkError";
import { ResponseError } from "../../../provider/errors/responseError";

const PATH = "/outbound/transactional-keys";
const status = (code: number) => new ApiError({ status: code, method: "POST", path: PATH });
const network = (cause: object) => new NetworkError("https://api.example", "POST", PATH, cause);

interface Expected {
  readonly outcome: Outcome;
  readonly retried: readonly string[];
  readonly unknownToken?: boolean;
}

const ALL = ["GET", "PATCH", "DELETE", "POST"];
const IDEMPOTENT = ["GET", "PATCH", "DELETE"];

test.each<[string, unknown, Expected]>([
  ["status 200 with `success: false`", status(200), { outcome: "unknown", retried: [], unknownToken: true }],
  ["status 302", status(302), { outcome: "refused", retried: [] }],
  ["status 400", status(400), { outcome: "refused", retried: [], unknownToken: true }],
  ["status 401", status(401), { outcome: "refused", retried: [] }],
  ["status 403", status(403), { outcome: "refused", retried: [] }],
  ["status 404", status(404), { outcome: "refused", retried: [], unknownToken: true }],
  ["status 408", status(408), { outcome: "may still happen", retried: [] }],
  ["status 410", status(410), { outcome: "refused", retried: [], unknownToken: true }],
  ["status 429", status(429), { outcome: "refused", retried: ALL }],
  ["status 500", status(500), { outcome: "unknown", retried: IDEMPOTENT }],
  ["status 502", status(502), { outcome: "may still happen", retried: IDEMPOTENT }],
  ["status 503", status(503), { outcome: "may still happen", retried: IDEMPOTENT }],
  ["status 504", status(504), { outcome: "may still happen", retried: IDEMPOTENT }],
  ["status 520", status(520), { outcome: "may still happen", retried: IDEMPOTENT }],
  ["a status outside the table", status(199), { outcome: "unknown", retried: [] }],
  ["a refused connection", network({ code: "ECONNREFUSED" }), { outcome: "not sent", retried: ALL }],
  ["an unknown host", network({ code: "ENOTFOUND" }), { outcome: "not sent", retried: ALL }],
  ["a connection reset", network({ code: "ECONNRESET" }), { outcome: "may still happen", retried: IDEMPOTENT }],
  ["a lost connection", network({}), { outcome: "may still happen", retried: IDEMPOTENT }],
  ["an untrusted certificate", network({ code: "CERT_HAS_EXPIRED" }), { outcome: "not sent", retried: [] }],
  ["a timeout", network({ name: "TimeoutError" }), { outcome: "may still happen", retried: IDEMPOTENT }],
  [
    "late response headers",
    network({ code: "UND_ERR_HEADERS_TIMEOUT" }),
    { outcome: "may still happen", retried: IDEMPOTENT },
  ],
  ["an unusable response", new ResponseError("POST", PATH, "it is not JSON"), { outcome: "unknown", retried: [] }],
  ["an interruption", new InterruptedError("POST", PATH), { outcome: "not sent", retried: [] }],
  ["an unexpected error", new TypeError("bug"), { outcome: "not sent", retried: [] }],
])("classifies %s", (_what, error, { outcome, retried, unknownToken = false }) => {
  expect(outcomeOf(error)).toBe(outcome);
  expect(ALL.filter((method) => mayRetry(method, error))).toEqual(retried);
  expect(mayMeanUnknownToken(error)).toBe(unknownToken);
});
