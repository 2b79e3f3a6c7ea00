// Packages resolve to each other's sources by this condition; what is published has none.
const SOURCE = "@haproxy-mcp/source";

module.exports = {
  hooks: {
    beforePacking(manifest) {
      for (const entry of Object.values(manifest.exports ?? {})) delete entry[SOURCE];
      return manifest;
    },
  },
};
