/**
 * @typedef {object} Job what a proxy starts with
 * @property {string} folder its own, empty
 * @property {number} domains that it serves from the start: those of `domainOf`
 * @property {number} oldPort of their server
 * @property {number} added domains that will be added
 *
 * @typedef {object} Running
 * @property {number} port on loopback
 * @property {number} pid of the process that it and all its processes descend from
 * @property {(domain: string, serverPort: number) => Promise<void>} add a domain, as its users do; resolves when that reports success
 * @property {() => Promise<void>} stop
 *
 * @typedef {object} Contender
 * @property {string} name
 * @property {(job: Job) => Promise<Running>} start
 */

export {};
