import { ApiError } from "../../../provider/errors/apiError";
import { NetworkError } from "../../../provider/errors/networkError";
import { ProxyError } from "../../../provider/errors/proxyError";
import { ResponseError } from "../../../provider/errors/responseError";

const ORIGIN = "https://api.example";
const networkError = (cause: unknown) => new NetworkError(ORIGIN, "GET", "/keys", cause);

describe("after several attempts, the message says how much was tried", () => {
  test("for an ApiError, which keeps its status and its Retry-After", () => {
    const details = { status: 429, method: "GET", path: "/keys", reason: "slow down", retryAfter: 7 };
    const error = new ApiError(details).after({ count: 3, duration: 2_400 });
    expect(error).toMatchObject({ name: "ApiError", status: 429, method: "GET", path: "/keys", retryAfter: 7 });
    expect(error.text).toBe('JetEmail answered 429 "slow down" to GET /keys. Tried 3 times in 2 s.');
  });

  test("for a NetworkError, which keeps its reason", () => {
    const error = networkError({ name: "TimeoutError" }).after({ count: 5, duration: 120_000 });
    expect(error).toMatchObject({ name: "NetworkError", reason: "timed out" });
    expect(error.text).toBe(`No answer from ${ORIGIN} to GET /keys (timed out). Tried 5 times in 120 s.`);
    expect(error.after({ count: 6, duration: 0 }).text).toContain("(timed out). Tried 6 times in 1 s.");
  });

  test("for a ProxyError, which keeps its status", () => {
    const error = new ProxyError(503, ORIGIN, "GET", "/keys").after({ count: 5, duration: 7_000 });
    expect(error).toMatchObject({ name: "ProxyError", status: 503 });
    expect(error.text).toBe(
      `The proxy answered 503 to the request for a tunnel to ${ORIGIN}, so GET /keys was not sent. Tried 5 times in 7 s.`,
    );
  });

  test("for a ResponseError, which keeps its problem", () => {
    const error = new ResponseError("GET", "/keys", "it is not JSON").after({ count: 2, duration: 10 });
    expect(error).toMatchObject({ name: "ResponseError", problem: "it is not JSON" });
    expect(error.text).toBe("JetEmail's response to GET /keys cannot be used: it is not JSON. Tried 2 times in 1 s.");
  });
});

test.each<[string, unknown, string]>([
  ["a timeout", { name: "TimeoutError", code: 23 }, "timed out"],
  ["an error with a code", { code: "ECONNRESET", message: "Bearer api_1" }, "ECONNRESET"],
  [
    "several errors, one for each address",
    { errors: [{ code: "ENETUNREACH" }, { code: "ECONNREFUSED" }] },
    "ENETUNREACH",
  ],
  ["an error without a code", { code: 7, message: "Bearer api_1" }, "connection failed"],
  ["no cause", undefined, "connection failed"],
])("a NetworkError names %s by a reason without a secret", (_, cause, reason) => {
  const error = networkError(cause);
  expect(error.reason).toBe(reason);
  expect(error.message).not.toContain("api_1");
});
