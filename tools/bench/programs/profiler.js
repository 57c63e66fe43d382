// Preloaded into a Node process: profiles it from its first module on, and writes the time per package and per function
// to <PROFILE_FOLDER>/<process>-<pid>.json. It writes every few seconds, because Pulumi kills its provider processes.
const { writeFileSync } = require("node:fs");
const { Session } = require("node:inspector");
const path = require("node:path");

/** The length of the first sample. Starting a sample has a cost, so each one is twice as long as the last, up to a limit. */
const FIRST = 250;
const LONGEST = 4_000;
const MICROSECONDS = 1_000;

const roles = [
  ["provider", /dynamic-provider|plugin[/\\]main\.js/],
  ["program", /cmd[/\\]run/],
];
const [role] = roles.find(([, script]) => script.test(process.argv[1] ?? "")) ?? [];

/** The package of a module. Other code is Node's own or, in parentheses, V8's, such as its garbage collector. */
function ownerOf({ url, functionName }) {
  const installed = [...url.matchAll(/node_modules\/((?:@[^/]+\/)?[^/]+)/g)].at(-1);
  if (installed) {
    return installed[1];
  }
  if (url.startsWith("file:") || url.startsWith("/")) {
    return /\/dist\/(?:sdk|provider)\//.test(url) ? "pulumi-jetemail" : "the program";
  }
  return url === "" && functionName.startsWith("(") ? functionName : "node";
}

if (role) {
  const session = new Session();
  session.connect();
  const milliseconds = { byOwner: {}, byFunction: {} };
  const start = () => {
    session.post("Profiler.enable");
    session.post("Profiler.setSamplingInterval", { interval: MICROSECONDS });
    session.post("Profiler.start");
  };
  const collect = () => {
    session.post("Profiler.stop", (error, { profile } = {}) => {
      if (error) {
        return;
      }
      const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]));
      profile.samples.forEach((id, place) => {
        const frame = frames.get(id);
        if (frame.url === "node:inspector") {
          return; // the profiler itself
        }
        const owner = ownerOf(frame);
        const name = `${owner}: ${frame.functionName || "(anonymous)"} ${path.basename(frame.url)}:${frame.lineNumber + 1}`;
        const spent = profile.timeDeltas[place] / MICROSECONDS;
        milliseconds.byOwner[owner] = (milliseconds.byOwner[owner] ?? 0) + spent;
        milliseconds.byFunction[name] = (milliseconds.byFunction[name] ?? 0) + spent;
      });
    });
    writeFileSync(
      path.join(process.env.PROFILE_FOLDER, `${role}-${process.pid}.json`),
      JSON.stringify({ role, ...milliseconds }),
    );
  };
  const sampleFor = (duration) => {
    start();
    setTimeout(() => {
      collect();
      sampleFor(Math.min(2 * duration, LONGEST));
    }, duration).unref();
  };
  sampleFor(FIRST);
  process.on("exit", collect);
}
