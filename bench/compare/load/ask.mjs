import { Connection } from "./connection.mjs";

/**
 * The body of a response, over a connection of its own.
 *
 * @param {number} port on loopback
 * @param {string} host
 */
export async function ask(port, host) {
  const connection = new Connection(port);
  try {
    return await connection.request(host);
  } finally {
    connection.close();
  }
}

/**
 * @param {number} port on loopback
 * @param {string} host
 */
export async function isServed(port, host) {
  return ask(port, host).then(
    () => true,
    () => false,
  );
}
