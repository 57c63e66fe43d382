import { NODE_MISSING } from "./nodeMissing";

export const PROGRAM = "pulumi-resource-jetemail.js";

/**
 * What Pulumi starts in the small archive, by file name. The shell's own commands suffice: PATH may hold nothing. Pulumi
 * waits for the line with the port, so that a preload of NODE_OPTIONS which prints, or is not there, would end the plugin.
 */
export const LAUNCHERS = {
  "pulumi-resource-jetemail": `#!/bin/sh
command -v node >/dev/null || { echo '${NODE_MISSING}' >&2; exit 1; }
unset NODE_OPTIONS
exec node "\${0%/*}/${PROGRAM}" "$@"
`,
  "pulumi-resource-jetemail.cmd": `@echo off
where /q node || (echo ${NODE_MISSING} >&2 & exit /b 1)
set NODE_OPTIONS=
node "%~dp0${PROGRAM}" %*
`.replaceAll("\n", "\r\n"),
};
