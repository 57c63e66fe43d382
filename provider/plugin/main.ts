#!/usr/bin/env node
import "./nodeVersion";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { onEngineGone } from "../shell/onEngineGone";
import { onSignal } from "../shell/onSignal";
import { Server, ServerCredentials } from "./protocol";
import { createService } from "./service";

/** How long the last answer may take to be sent, in milliseconds. */
const LAST_ANSWER = 100;

/**
 * What Pulumi's engine starts as `pulumi-resource-jetemail`. It waits for the line with the port, so nothing but the
 * protocol is loaded before it.
 */
const service = createService({ env: process.env, engine: process.argv.at(-1) ?? "" });
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(ResourceProviderService, service.handlers);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error) {
    throw error;
  }
  process.stdout.write(`${port}\n`);
});

// Nobody records what would be done from now on.
onEngineGone(() => process.exit());
onSignal(async () => {
  service.cancel();
  await service.idle();
  service.close();
  // The engine may keep its connection open, and waits seconds for this process.
  server.tryShutdown(() => process.exit());
  setTimeout(() => process.exit(), LAST_ANSWER);
});
