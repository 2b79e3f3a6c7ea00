import { randomBytes } from "node:crypto";

const ID = /^\d{8}T\d{6}Z-[0-9a-f]{8}$/;

/** `20261126T150054Z-3fa9c1d2` */
export function newEntryId(time: string): string {
  return `${time.replace(/\.\d+|[-:]/g, "")}-${randomBytes(4).toString("hex")}`;
}

/** Other text is searched for in no file: a part of an id is in every line. */
export function isEntryId(text: string): boolean {
  return ID.test(text);
}
