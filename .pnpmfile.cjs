// What is published says where it comes from, in this one place; and packages resolve to each other's sources by a
// condition that means nothing outside of this repository.
const { relative } = require("node:path");
const { author, repository } = require("./package.json");

const SOURCE = "@haproxy-mcp/source";

module.exports = {
  hooks: {
    /**
     * @param {{ exports?: Record<string, any>, devDependencies?: object, scripts?: object }} manifest
     * @param {string} folder
     */
    beforePacking(manifest, folder) {
      for (const entry of Object.values(manifest.exports ?? {})) delete entry[SOURCE];
      const directory = relative(__dirname, folder);
      const { devDependencies: _tools, scripts: _commands, ...published } = manifest;
      return {
        ...published,
        author,
        homepage: `${repository}/tree/main/${directory}#readme`,
        bugs: `${repository}/issues`,
        repository: { type: "git", url: `git+${repository}.git`, directory },
      };
    },
  },
};
