import { UsageError } from "../../program/usage-error.js";
import { EXIT } from "../exit-codes.js";
import { defineVerb } from "../verb.js";
import { SCRIPTS, SHELLS } from "./scripts.js";

export const completion = defineVerb({
  name: "completion",
  summary: "print what makes a shell complete command lines, with the domains, slots and names of now",
  positionals: [{ name: SHELLS.join("|") }],
  options: {},
  examples: ["completion bash", "completion zsh"],
  async run({ positionals: [name = ""] }) {
    const shell = SHELLS.find((one) => one === name);
    if (shell === undefined)
      throw new UsageError(`the shell is ${JSON.stringify(name)}; it must be ${SHELLS.join(", ")}`);
    process.stdout.write(SCRIPTS[shell]);
    return EXIT.done;
  },
});
