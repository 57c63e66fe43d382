/**
 * What `provider/plugin/protocol.ts` finds at run time beside `@pulumi/pulumi`, as imports that a bundler can follow.
 * `bundle.ts` resolves them from there, so that the bundle has the same copies.
 */
export { credentials, Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
export { Any } from "google-protobuf/google/protobuf/any_pb";
export { Empty } from "google-protobuf/google/protobuf/empty_pb";
export { Struct } from "google-protobuf/google/protobuf/struct_pb";
