import { liveOptions, readLive } from "../../live/live-options.js";
import { runLive } from "../../live/run-live.js";
import { readForm } from "../../output/render-output.js";
import { defineVerb } from "../../verb.js";
import { createWatch, EVENT_COLUMNS } from "../../watch/watch-view.js";

export const watch = defineVerb({
  name: "watch",
  summary: "show what happens as it does: health of servers, states, drains and changes",
  options: liveOptions(EVENT_COLUMNS as readonly never[]),
  examples: ["watch", "watch --interval 1s --output json"],
  run(call) {
    const table = { items: () => [], columns: EVENT_COLUMNS as readonly never[] };
    const form = readForm({ table }, call.options, process.stdout, call.environment);
    return runLive(createWatch(form), { form, ...readLive(call) });
  },
});
