/** What loads after the overview, by the name of the page where it needs no domain. */
export { Activity as activity } from "./activity.js";
export { AddDomain as add } from "./add-domain.js";
export { Certificates as certificates } from "./certificates.js";
export { Differences as differences } from "./differences.js";
export { Domain } from "./domain.js";
export { Help as help } from "./help.js";
export { Requests } from "./requests.js";
