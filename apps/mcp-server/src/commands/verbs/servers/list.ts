import { listServers } from "../../../tools/catalog/servers/list-servers.js";
import { defineToolVerb } from "../../tool-verb.js";
import { endpointOf } from "../columns.js";
import { DOMAIN } from "../positionals.js";

export const serversList = defineToolVerb({
  name: "servers list",
  tool: listServers,
  isStateRead: true,
  positionals: [DOMAIN],
  table: {
    items: ({ servers }) => servers,
    columns: [
      { title: "SLOT", cell: ({ slot }) => slot },
      { title: "ADDRESS", cell: endpointOf },
      { title: "WEIGHT", cell: ({ weight }) => weight },
      { title: "STATE", isState: true, cell: ({ state }) => state },
      { title: "STATUS", isState: true, cell: ({ status }) => status },
      { title: "SECONDS", cell: ({ since_sec }) => since_sec },
      { title: "CHECK", cell: ({ check }) => check },
      { title: "LAST CHECK", isWide: true, cell: ({ last_check }) => last_check },
      { title: "NAME", isWide: true, cell: ({ name }) => name },
    ],
  },
  examples: ["servers list www.example.com", "servers list www.example.com --fields slot,address,status"],
});
