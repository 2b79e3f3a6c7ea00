import { DOMAIN } from "./domain-screen.js";
import { showView } from "./show-view.js";

showView("domain", [DOMAIN]);
