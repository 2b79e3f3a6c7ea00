import { isIP } from "node:net";
import { isAbsolute } from "node:path";
import { parseNetwork } from "../mcp/networks.js";

/** The values that a setting may have. */
export interface Kind<Value> {
  /** `undefined` for an invalid text. */
  readonly parse: (text: string) => Value | undefined;
  /** For the message, such as "a port from 1 to 65535". */
  readonly allowed: string;
}

export const FILE: Kind<string> = {
  parse: (text) => (isAbsolute(text) && !text.endsWith("/") && !text.includes("\0") ? text : undefined),
  allowed: "an absolute path",
};

/** Can't be mistaken for an option of the program that gets it. */
export const NAME: Kind<string> = {
  parse: (text) => (/^[a-zA-Z0-9][\w.@:-]{0,254}$/.test(text) ? text : undefined),
  allowed: "a name of letters, digits and any of _.@:- that begins with a letter or digit",
};

/** Whole numbers within bounds, written in decimal digits. */
export function wholeNumber(
  least: number,
  most: number,
  allowed = `a whole number from ${least} to ${most}`,
): Kind<number> {
  return {
    parse(text) {
      const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
      return number >= least && number <= most ? number : undefined;
    },
    allowed,
  };
}

/** Holds nothing that a shell reads as something else: acme.sh keeps it in a file that it runs. */
export const HTTPS_URL: Kind<string> = {
  parse: (text) =>
    URL.canParse(text) && text.startsWith("https://") && !/['"\\\s$`]/.test(text)
      ? text.replace(/\/$/, "")
      : undefined,
  allowed: "an address that begins with https://",
};

export const PORT = wholeNumber(1, 65535, "a port from 1 to 65535");

export function oneOf<const Word extends string>(
  words: readonly Word[],
  allowed = `one of ${words.join(", ")}`,
): Kind<Word> {
  return { parse: (text) => words.find((word) => word === text), allowed };
}

export function listOf<Item>(
  parse: (text: string) => Item | undefined,
  allowed: string,
): Kind<readonly Item[]> {
  return {
    parse(text) {
      const texts = text.split(",").flatMap((item) => item.trim() || []);
      const items = texts.map(parse).filter((item) => item !== undefined);
      return items.length === texts.length ? items : undefined;
    },
    allowed,
  };
}

/** Whether something is done. */
export const ON_OFF: Kind<boolean> = {
  parse: (text) => (text === "on" || text === "off" ? text === "on" : undefined),
  allowed: "on or off",
};

export const TEXT: Kind<string> = { parse: (text) => text, allowed: "a text without control characters" };

export const HOST: Kind<string> = {
  parse: (text) => (isIP(text) === 0 ? hostName(text) : text),
  allowed: "an IP address or a host name",
};
export const HOST_NAMES = listOf(hostName, "a list of host names such as mcp.example.com");

/** @param example networks for the message */
export function networks(example: string) {
  return listOf(parseNetwork, `a list of networks such as ${example}`);
}

/** Of a secret, which no message shows. */
export function matching(pattern: RegExp, allowed: string): Kind<string> {
  return { parse: (text) => (pattern.test(text) ? text : undefined), allowed };
}

function hostName(text: string): string | undefined {
  return /^[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?$/i.test(text) ? text.toLowerCase() : undefined;
}
