import { createConnection } from "node:net";

/** A visitor waits no longer. */
const LIMIT_MS = 5000;

/** The proxy closed a connection that had been used before, and had sent nothing of its response: a client may send the request again (RFC 9112 section 9.3.1). */
export class ClosedBeforeResponse extends Error {
  /** @override */
  name = "ClosedBeforeResponse";
}

/** One HTTP/1.1 connection that sends one request at a time. */
export class Connection {
  requests = 0;
  isOpen = true;
  #socket;
  #received = "";
  /** @type {{ resolve: (body: string) => void, reject: (error: Error) => void } | undefined} */
  #waiting;

  /** @param {number} port on loopback */
  constructor(port) {
    this.#socket = createConnection({ host: "127.0.0.1", port, noDelay: true });
    this.#socket.setTimeout(LIMIT_MS, () => this.#endIfSilent());
    this.#socket.on("data", (chunk) => this.#read(chunk.toString("latin1")));
    this.#socket.on("error", (error) => this.#end(error));
    this.#socket.on("close", () => this.#end(new Error("closed")));
  }

  /**
   * @param {string} host
   * @returns {Promise<string>} body of the response
   */
  request(host) {
    this.requests++;
    this.#received = "";
    this.#socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  close() {
    this.isOpen = false;
    this.#socket.destroy();
  }

  /** @param {string} text */
  #read(text) {
    this.#received += text;
    const end = this.#received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const head = this.#received.slice(0, end).toLowerCase();
    const length = Number(/\r\ncontent-length: *(\d+)/.exec(head)?.[1]);
    const body = this.#received.slice(end + 4);
    if (Number.isNaN(length)) return this.#end(new Error(`no length: ${head}`));
    if (body.length < length) return;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (/\r\nconnection: *close/.test(head)) this.close();
    if (head.startsWith("http/1.1 200")) waiting?.resolve(body);
    else waiting?.reject(new Error(head.split("\r\n")[0]));
  }

  /** A process that got no processor for so long first reads what has come meanwhile. */
  #endIfSilent() {
    const { bytesRead } = this.#socket;
    setImmediate(() => {
      if (this.#socket.bytesRead === bytesRead) this.#end(new Error("no response in time"));
    });
  }

  /** @param {Error} error */
  #end(error) {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.close();
    const mayRepeat = this.requests > 1 && this.#received === "";
    waiting?.reject(mayRepeat ? new ClosedBeforeResponse(error.message) : error);
  }
}
