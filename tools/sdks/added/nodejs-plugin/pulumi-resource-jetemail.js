#!/usr/bin/env node
const path = require("node:path");

// The plugin is part of the package of the dynamic resources, in the version that this one depends on.
const manifest = require.resolve("pulumi-jetemail/package.json");
require(path.join(path.dirname(manifest), require(manifest).bin["pulumi-resource-jetemail"]));
