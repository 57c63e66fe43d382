import type { status as Code, ServiceError } from "@grpc/grpc-js";
import { ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { Any, Metadata, status } from "./protocol";
import { structOf } from "./values";

/** What the boundary of an operation adds to an error after which the resource exists. */
interface PartialFailure {
  readonly id?: string;
  readonly properties?: object;
  readonly reasons?: string[];
}

/** An error as gRPC carries it; one after which the resource exists has what Pulumi must save of it among its details. */
export function serviceError(error: unknown, code: Code = status.UNKNOWN): ServiceError {
  const { message } = error as Error;
  const { id, properties = {}, reasons = [] } = error as PartialFailure;
  const metadata = new Metadata();
  if (id !== undefined) {
    const failure = new ErrorResourceInitFailed().setId(id).setProperties(structOf(properties)).setReasonsList(reasons);
    const detail = new Any();
    detail.pack(failure.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const packed = new Status().setCode(code).setMessage(message);
    packed.addDetails(detail);
    // Where Go's implementation of gRPC, which the engine has, looks for details.
    metadata.set("grpc-status-details-bin", Buffer.from(packed.serializeBinary()));
  }
  return Object.assign(new Error(message), { code, details: message, metadata });
}
