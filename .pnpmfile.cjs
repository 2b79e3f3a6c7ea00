// Packages resolve to each other's sources by this condition; what is published has none.
const SOURCE = "@haproxy-mcp/source";

module.exports = {
  hooks: {
    /** @param {{ exports?: Record<string, any> }} manifest */
    beforePacking(manifest) {
      for (const entry of Object.values(manifest.exports ?? {})) delete entry[SOURCE];
      return manifest;
    },
  },
};
