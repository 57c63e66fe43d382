import { createRequire } from "node:module";

/**
 * gRPC and the messages of protobuf's own, in the copies that Pulumi's protos are made of: with others, those would not
 * know them. They come with `@pulumi/pulumi`, so this package does not depend on them.
 */
const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi/package.json"));

const grpc: typeof import("@grpc/grpc-js") = requireFromPulumi("@grpc/grpc-js");
export const { credentials, Metadata, Server, ServerCredentials, status } = grpc;

const struct: typeof import("google-protobuf/google/protobuf/struct_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/struct_pb",
);
export const { Struct } = struct;

const empty: typeof import("google-protobuf/google/protobuf/empty_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/empty_pb",
);
export const { Empty } = empty;

const any: typeof import("google-protobuf/google/protobuf/any_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/any_pb",
);
export const { Any } = any;
